/** As `postgres/0001-ledger.ts`, where each table is explained. */
export const sql = `
create table lse_rollout_migrations (
  version integer primary key,
  applied_at text not null default current_timestamp
) strict;

create table lse_rollout_entries (
  id text primary key,
  at text not null,
  origin text not null,
  report text not null,
  project text not null,
  from_date text not null,
  to_date text not null,
  outcome text not null,
  reason text,
  evidence_key text not null,
  data_digest text,
  control_records integer,
  candidate_records integer,
  failing integer,
  cause text,
  unexplained integer not null,
  control_milliseconds real,
  candidate_milliseconds real,
  fingerprint text,
  size integer not null
) strict, without rowid;

create index lse_rollout_entries_of_project on lse_rollout_entries (project, at, id);
create index lse_rollout_entries_by_time on lse_rollout_entries (at, id);
create index lse_rollout_shadows on lse_rollout_entries (at, id)
  where origin in ('shadow', 'live') and outcome <> 'skipped';

create table lse_rollout_mismatches (
  project text not null,
  report text not null,
  fingerprint text not null,
  first_at text not null,
  last_at text not null,
  seen integer not null,
  explanation text,
  explanation_size integer not null,
  primary key (project, report, fingerprint)
) strict, without rowid;

create index lse_rollout_explanations on lse_rollout_mismatches (project, last_at) where explanation is not null;

create table lse_rollout_sizes (project text primary key, size integer not null) strict, without rowid;

-- By which an entry is written: SQLite has no statement that changes several tables, but a trigger is part of the one that fires it.
create view lse_rollout_appends as
select id, at, origin, report, project, from_date, to_date, outcome, reason, evidence_key, data_digest, control_records,
  candidate_records, failing, cause, unexplained, control_milliseconds, candidate_milliseconds, fingerprint, size,
  null as explanation, 0 as explanation_size
from lse_rollout_entries;

create trigger lse_rollout_append instead of insert on lse_rollout_appends
when not exists (select 1 from lse_rollout_entries where id = new.id)
begin
  insert into lse_rollout_entries (
    id, at, origin, report, project, from_date, to_date, outcome, reason, evidence_key, data_digest, control_records,
    candidate_records, failing, cause, unexplained, control_milliseconds, candidate_milliseconds, fingerprint, size
  )
  values (
    new.id, new.at, new.origin, new.report, new.project, new.from_date, new.to_date, new.outcome, new.reason, new.evidence_key,
    new.data_digest, new.control_records, new.candidate_records, new.failing, new.cause, new.unexplained,
    new.control_milliseconds, new.candidate_milliseconds, new.fingerprint, new.size
  );
  insert into lse_rollout_sizes (project, size)
  values (new.project, new.size)
  on conflict (project) do update set size = size + excluded.size;
  insert into lse_rollout_mismatches (
    project, report, fingerprint, first_at, last_at, seen, explanation, explanation_size
  )
  select new.project, new.report, new.fingerprint, new.at, new.at, 1, new.explanation, new.explanation_size
  where new.fingerprint is not null
  on conflict (project, report, fingerprint) do update set
    first_at = min(first_at, excluded.first_at),
    last_at = max(last_at, excluded.last_at),
    seen = seen + 1,
    explanation = coalesce(explanation, excluded.explanation),
    explanation_size = iif(explanation is null, excluded.explanation_size, explanation_size);
end;

create table lse_rollout_acts (
  id text primary key,
  at text not null,
  kind text not null,
  project text not null,
  done_by text not null,
  from_stage text,
  to_stage text,
  reason text,
  forced integer not null,
  succeeded integer not null
) strict, without rowid;

create index lse_rollout_acts_by_time on lse_rollout_acts (at, id);

create table lse_rollout_holds (
  id text primary key,
  project text not null,
  from_date text,
  to_date text,
  reason text not null,
  since text not null,
  fingerprint text,
  needs_person integer not null,
  released_at text
) strict, without rowid;

create index lse_rollout_holds_of_project on lse_rollout_holds (project);

create table lse_rollout_queue (
  id text primary key,
  at text not null,
  report text not null,
  project text not null,
  from_date text not null,
  to_date text not null
) strict, without rowid;

create index lse_rollout_queue_by_time on lse_rollout_queue (at, id);

create table lse_rollout_admissions (at text primary key, admitted integer not null) strict, without rowid;

create table lse_rollout_upkeep (turn integer primary key, pruned_at text not null) strict;
insert into lse_rollout_upkeep (turn, pruned_at) values (1, '0001-01-01T00:00:00.000Z');
`;
