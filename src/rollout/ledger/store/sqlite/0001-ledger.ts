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
