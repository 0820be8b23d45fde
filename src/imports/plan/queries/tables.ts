/**
 * The plan of an import.
 *
 * - `source`: what runs that stand next to each other have in common, mostly a file. `number` and `at` say where the bytes of a run lie, if they can be read there.
 * - `given`: each whole run of the source, by its place in the order of the source, and behind them those merged from operations.
 * - `nested`: the runs that stand within a given one, their holder. `child`: those that a given one names as its children. `part`: the operations, until all of a run are there. `merged`: the runs that they give.
 * - `run`: of each run the snapshot that counts. `trace`: where each trace belongs.
 * - `missing`: parents and roots that are not in the source. `existing`: the files of the tree that may hold a run of the plan, or what it
 *   misses. `known`: what of the missing is in the tree.
 * - `absent`: of `child` and `nested` those that no report would find: nothing that counts has them. `present`: their stems that the tree has.
 *
 * `early_date` and its like: where the file of a run was written in the first reading; null if it was not. `is_written`: 1 if it belongs there.
 *
 * A start is seconds since 1970. `derives`: 1 if members must be added, whatever the trace is.
 */
export const tables = `
create table source (
  id integer primary key,
  file text not null,
  number integer,
  extracted_at text not null,
  extracted_by text not null,
  format text
) strict;
create table given (
  seq integer primary key,
  run_id text not null,
  stem text not null,
  trace_id text,
  trace_from text,
  parent_id text,
  project_name text,
  project_from text,
  project_id text,
  start_seconds integer,
  root_seconds integer,
  extracted_seconds integer not null,
  extracted_fraction text not null,
  has_ended integer not null,
  is_pending integer not null,
  says_trace integer not null,
  derives integer not null,
  bytes integer not null,
  checksum integer not null,
  source integer not null,
  line integer,
  at integer,
  early_date text,
  early_project text,
  early_project_from text
) strict;
create table nested (
  id text not null,
  seq integer not null,
  holder text not null,
  is_pending integer not null,
  primary key (id, seq)
) strict, without rowid;
create table child (
  id text primary key,
  seq integer not null
) strict, without rowid;
create table absent (
  id text primary key,
  kind text not null,
  stem text not null,
  file text not null,
  line integer
) strict, without rowid;
create table present (
  stem text primary key
) strict, without rowid;
create table part (
  run_id text not null,
  rank integer not null,
  seq integer not null,
  json blob not null,
  around text not null
) strict;
create index part_order on part (run_id, rank, seq);
create table merged (
  seq integer primary key,
  json blob not null,
  around text not null
) strict;
create table run (
  run_id text primary key,
  seq integer not null,
  stem text not null,
  trace_id text,
  trace_from text,
  parent_id text,
  project_name text,
  project_from text,
  project_id text,
  start_seconds integer,
  root_seconds integer,
  has_ended integer not null,
  is_pending integer not null,
  says_trace integer not null,
  derives integer not null,
  bytes integer not null,
  checksum integer not null,
  source integer not null,
  line integer,
  at integer,
  early_date text,
  early_project text,
  early_project_from text,
  is_written integer not null
) strict, without rowid;
create table trace (
  trace_id text primary key,
  project text,
  project_from text,
  run_date text,
  date_from text,
  is_rooted integer not null
) strict, without rowid;
create table missing (
  id text primary key,
  stem text not null
) strict, without rowid;
create table existing (
  stem text not null,
  project text not null,
  run_date text not null,
  file_name text not null,
  primary key (stem, project, run_date, file_name)
) strict, without rowid;
create table known (
  id text primary key,
  trace_id text not null,
  project text not null,
  run_date text not null
) strict, without rowid;
create index known_trace on known (trace_id);`;
