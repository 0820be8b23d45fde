import {type SqlText, sqlText} from '../../sql-text.ts';
import {symbolOf} from './0004-refused-documents.ts';

/** In ASCII lower case as far as `success` needs it. Any program that writes here may have made `lower`, `like` and `nocase` know more letters. */
const lowered = (text: SqlText): SqlText =>
  sqlText`replace(replace(replace(replace(${text}, 'S', 's'), 'U', 'u'), 'C', 'c'), 'E', 'e')`;

/** Whether a run fails; for the triggers, and for whoever lists failing runs. */
export const runFails = (run: SqlText): SqlText => sqlText`
      json_type(${run}, '$.name') = 'text' and json_extract(${run}, '$.name') = 'zenrows_scraper'
        and json_type(${run}, '$.status') = 'text' and ${lowered(sqlText`json_extract(${run}, '$.status')`)} <> 'success'`;

/** Whether any run of a document fails; a recursive `with` has to stand inside a subquery in a trigger. */
const documentFails = (data: SqlText): SqlText => sqlText`
    (select exists (
      select 1 from (
        with recursive below (run) as (
          select json_extract(${data}, '$.trace')
          where json_type(${data}, '$.trace') = 'object'
          union all
          select child.value
          from below
          join json_each(below.run, '$.child_runs') as child
          where json_type(below.run, '$.child_runs') = 'array' and child.type = 'object'
        )
        select run from below
      )
      where ${runFails(sqlText`run`)}
    ))`;

/**
 * The row of `lse_writing` by which the triggers know an lse that says itself whether a document fails. Another number with each
 * rule: an older lse that began before the migration and still loads says it by the older rule, so the database says it instead.
 */
export const WRITING_TURN = 2;

const isWriting = sqlText`exists (select 1 from lse_writing where turn = ${WRITING_TURN})`;

const sayAnew = sqlText`
  update runs set is_failing = ${documentFails(sqlText`new.data`)}, symbol = ${symbolOf(sqlText`new.data`)}
  where rowid = new.rowid and (is_failing is not ${documentFails(sqlText`new.data`)} or symbol is not ${symbolOf(sqlText`new.data`)});`;

/** For the memory that SQLite takes to read JSON: whether the text has the word in another case, or an escape that may be one of its letters. */
const mayHaveAnotherCase = sqlText`(replace(data, '"success"', '') like '%"success"%' or instr(data, '\\u') > 0)`;

/**
 * LangSmith's newer interface writes `SUCCESS`, so a status counts as success in any ASCII case. By this rule no run fails that did
 * not fail before, so only failing rows are looked at, and only those are written whose answer changes.
 */
export const {text: sql} = sqlText`
drop trigger if exists runs_inserted;
drop trigger if exists runs_updated;

update runs set is_failing = 0
where is_failing and case when ${mayHaveAnotherCase} then not ${documentFails(sqlText`data`)} else false end;

create trigger runs_inserted after insert on runs
when not (new.loads > 0 and ${isWriting}) begin${sayAnew}
end;

create trigger runs_updated after update of data, is_failing, symbol on runs
when not (new.loads > old.loads and ${isWriting}) begin${sayAnew}
end;
`;
