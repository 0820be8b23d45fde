/**
 * Plain tables without foreign keys, so that each may be a local or a reference table of Citus. Moments and dates are texts that
 * order like what they mean, and yes and no are 1 and 0, so that one query asks both databases.
 */
export const sql = `
create table lse_rollout_migrations (
  version integer primary key,
  applied_at timestamptz not null default now()
);

create table lse_rollout_entries (
  id text collate "C" primary key,
  at text collate "C" not null,
  origin text collate "C" not null,
  report text collate "C" not null,
  project text collate "C" not null,
  from_date text collate "C" not null,
  to_date text collate "C" not null,
  outcome text collate "C" not null,
  reason text collate "C",
  evidence_key text collate "C" not null,
  data_digest text collate "C",
  control_records bigint,
  candidate_records bigint,
  failing bigint,
  cause text collate "C",
  unexplained bigint not null,
  control_milliseconds double precision,
  candidate_milliseconds double precision,
  fingerprint text collate "C",
  size bigint not null
);

create index lse_rollout_entries_of_project on lse_rollout_entries (project, at, id);
create index lse_rollout_entries_by_time on lse_rollout_entries (at, id);
create index lse_rollout_shadows on lse_rollout_entries (at, id)
  where origin in ('shadow', 'live') and outcome <> 'skipped';

comment on table lse_rollout_entries is 'Comparisons: what was asked of both sides, and what it came to.';
comment on column lse_rollout_entries.project is 'Empty for all projects together; no project has an empty name.';
comment on column lse_rollout_entries.at is 'When it ended, in UTC.';
comment on column lse_rollout_entries.size is 'Bytes that it counts for, against the bound of its project.';

create table lse_rollout_mismatches (
  project text collate "C" not null,
  report text collate "C" not null,
  fingerprint text collate "C" not null,
  first_at text collate "C" not null,
  last_at text collate "C" not null,
  seen bigint not null,
  explanation text,
  explanation_size bigint not null,
  primary key (project, report, fingerprint)
);

create index lse_rollout_explanations on lse_rollout_mismatches (project, last_at) where explanation is not null;

comment on table lse_rollout_mismatches is 'Comparisons that differ in the same way, each way once, with one masked explanation.';

create table lse_rollout_sizes (project text collate "C" primary key, size bigint not null);

comment on table lse_rollout_sizes is 'Bytes that the entries of a project count for.';

create table lse_rollout_acts (
  id text collate "C" primary key,
  at text collate "C" not null,
  kind text collate "C" not null,
  project text collate "C" not null,
  done_by text collate "C" not null,
  from_stage text collate "C",
  to_stage text collate "C",
  reason text collate "C",
  forced integer not null,
  succeeded integer not null
);

create index lse_rollout_acts_by_time on lse_rollout_acts (at, id);

comment on table lse_rollout_acts is 'What was done about where a project stands.';

create table lse_rollout_holds (
  id text collate "C" primary key,
  project text collate "C" not null,
  from_date text collate "C",
  to_date text collate "C",
  reason text collate "C" not null,
  since text collate "C" not null,
  fingerprint text collate "C",
  needs_person integer not null,
  released_at text collate "C"
);

create index lse_rollout_holds_of_project on lse_rollout_holds (project);

comment on table lse_rollout_holds is 'Projects, or days of them, that are served from control for now; one with released_at was lifted.';

create table lse_rollout_queue (
  id text collate "C" primary key,
  at text collate "C" not null,
  report text collate "C" not null,
  project text collate "C" not null,
  from_date text collate "C" not null,
  to_date text collate "C" not null
);

create index lse_rollout_queue_by_time on lse_rollout_queue (at, id);

comment on table lse_rollout_queue is 'Questions that are to be compared later.';

create table lse_rollout_admissions (at text collate "C" primary key, admitted bigint not null);

comment on table lse_rollout_admissions is 'How many shadows were let to the database when, of the last minute.';

create table lse_rollout_upkeep (turn integer primary key, pruned_at text collate "C" not null);
insert into lse_rollout_upkeep (turn, pruned_at) values (1, '0001-01-01T00:00:00.000Z');

comment on table lse_rollout_upkeep is 'When what is too old was deleted last.';
`;
