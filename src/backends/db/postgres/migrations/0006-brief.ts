import {MOST_BRIEF_BYTES} from '../../../../core/fields/brief.ts';
import type {RunPath} from '../../../../core/fields/run-values.ts';
import {storedPaths} from '../../../../core/fields/stored-paths.ts';
import {joined, literal, type SqlText, sqlText} from '../../sql-text.ts';

/** A tab and the JSON text of what stands there; `jsonb` escapes tabs and line feeds in its texts. */
const textAt = (path: RunPath): SqlText =>
  sqlText`E'\\t' || coalesce((run #> ${literal(`{${path.join(',')}}`)})::text, '')`;

/**
 * What a report by fields reads of a document, beside it (`src/core/fields/brief.ts` says how it is written). Null where it would be too long: then
 * the document is read. It is made of `data`, so where `raw` decides it does not count.
 *
 * The walk through nested runs costs ten times the rest, so it is left to the documents that have some. `offset 0` keeps the
 * planner from working out anew, at each place that names it, what stands there once.
 *
 * A stored column that is added has all rows written anew, and their documents copied as they are, compressed, in one transaction
 * in which nobody else reads the table.
 */
export const sql = sqlText`
create function lse_run_brief(run jsonb, depth integer) returns text
  language sql immutable parallel safe
begin atomic
  select rtrim(depth::text || ${joined(storedPaths.map(textAt), ' || ')}, E'\\t');
end;

create function lse_brief(document jsonb) returns text
  language sql immutable parallel safe
begin atomic
  select case when octet_length(made.brief) <= ${MOST_BRIEF_BYTES} then made.brief end
  from (
    select case
      when jsonb_typeof(own.run) is distinct from 'object' then ''
      when jsonb_typeof(own.run -> 'child_runs') is distinct from 'array' or own.run #> '{child_runs,0}' is null
        then lse_run_brief(own.run, 0)
      else (
        select string_agg(lse_run_brief(runs.run, cardinality(runs.path)), E'\\n' order by runs.path)
        from lse_runs_below(document) as runs
      )
    end as brief
    from (select document -> 'trace' as run offset 0) as own
    offset 0
  ) as made;
end;

alter table runs add column brief text generated always as (lse_brief(data)) stored;

comment on column runs.brief is 'What reports by fields read of data, one line a run. Null where data itself is to be read.';
`.text;
