import {MOST_BRIEF_BYTES} from '../../../../core/fields/brief.ts';
import type {RunPath} from '../../../../core/fields/run-values.ts';
import {storedPaths} from '../../../../core/fields/stored-paths.ts';
import {joined, literal, type SqlText, sqlText} from '../../sql-text.ts';

/**
 * What a report by fields reads of a document, beside it (`src/core/fields/brief.ts` says how it is written). Null for a row whose `raw`
 * decides, and where it would be too long: then the document is read. A column of a row lies behind its document, over whose pages
 * SQLite would have to go, so the report reads the index, which has it all in the order of traces.
 *
 * lse says it of the rows that it writes, as it says whether they fail. The row of `lse_writing` by which that is known has a number of
 * its own: for an older lse that still loads when this migration is done the database says it.
 */
export const BRIEF_TURN = 3;

const isWriting = sqlText`exists (select 1 from lse_writing where turn = ${BRIEF_TURN})`;

const textAt = (run: SqlText, path: RunPath): SqlText =>
  sqlText`char(9) || ifnull(${run} -> ${literal(`$.${path.join('.')}`)}, '')`;

const lineOf = (run: SqlText, depth: SqlText): SqlText =>
  sqlText`rtrim(${depth} || ${joined(
    storedPaths.map((path) => textAt(run, path)),
    ' || ',
  )}, char(9))`;

/** Of the row that a statement about `runs` is at: `data` and `raw` are its columns. */
const brief = sqlText`(
    select case when length(cast(text as blob)) <= ${MOST_BRIEF_BYTES} then text end
    from (
      select ifnull(group_concat(line, char(10)), '') as text
      from (
        select line
        from (
          with recursive below (run, depth, place) as (
            select json_extract(data, '$.trace'), 0, ''
            where raw is null and json_type(data, '$.trace') = 'object'
            union all
            select child.value, below.depth + 1, below.place || printf('%08d', child.key)
            from below
            join json_each(below.run, '$.child_runs') as child
            where json_type(below.run, '$.child_runs') = 'array' and child.type = 'object'
          )
          select ${lineOf(sqlText`run`, sqlText`depth`)} as line, place from below
        )
        order by place
      )
    )
    where raw is null
  )`;

const sayAnew = sqlText`
  update runs set brief = ${brief}
  where rowid = new.rowid and brief is not ${brief};`;

/** The condition is true of every row. By it no query uses the index, which is large, but the one that names the condition too. */
export const inBriefIndex = sqlText`length(run_date) > 0`;

export const briefIndex = {
  name: 'runs_brief',
  create: sqlText`create index runs_brief on runs (run_date, project, trace_id, run_id, brief) where ${inBriefIndex}`,
  drop: 'drop index runs_brief',
} as const;

/** SQLite takes many times a document's size of memory to look into it. One that is larger has its brief from the next load that writes it. */
const MOST_READ_BYTES = 1_048_576;

/** What the statements below make of `runs`, for whoever compares a schema with it. */
export const changedRuns = `
create table runs (
  project text not null
    check (length(cast(project as blob)) between 1 and 255 and project not glob '[._]*' and project not glob '*/*'),
  run_date text not null check (run_date is date(run_date) and run_date >= '0001-01-01'),
  run_id text not null check (length(cast(run_id as blob)) between 1 and 512),
  trace_id text not null check (length(cast(trace_id as blob)) between 1 and 512),
  data text not null check (loads > 0 or json_valid(data)),
  raw text,
  file_name text,
  loads integer not null default 0,
  is_failing integer not null default 0, symbol text, brief text,
  primary key (project, run_date, run_id)
) strict;
`;

export const sql = sqlText`
alter table runs add column brief text;

update runs set brief = ${brief} where octet_length(data) <= ${MOST_READ_BYTES};

${briefIndex.create};

create trigger runs_brief_inserted after insert on runs
when not (new.loads > 0 and ${isWriting}) begin${sayAnew}
end;

create trigger runs_brief_updated after update of data, raw, brief on runs
when not (new.loads > old.loads and ${isWriting}) begin${sayAnew}
end;
`.text;
