import type {StageName} from '../../stage.ts';
import type {Act} from '../act.ts';
import type {Session} from '../store/ledger-store.ts';
import {storedProject} from '../stored-text.ts';

interface Row {
  readonly id: string;
  readonly at: string;
  readonly kind: Act['kind'];
  readonly project: string;
  readonly done_by: string;
  readonly from_stage: StageName | null;
  readonly to_stage: StageName | null;
  readonly reason: string | null;
  readonly forced: string | number;
  readonly succeeded: string | number;
}

export const allSql = `
select id, at, kind, project, done_by, from_stage, to_stage, reason, forced, succeeded
from lse_rollout_acts
where at >= $1
order by at, id`;

export const ofProjectSql = `
select id, at, kind, project, done_by, from_stage, to_stage, reason, forced, succeeded
from lse_rollout_acts
where project = $2 and at >= $1
order by at, id`;

export async function acts(
  session: Session,
  {project, since = ''}: {readonly project?: string; readonly since?: string},
): Promise<Act[]> {
  const rows =
    project === undefined
      ? await session.rows<Row>(allSql, [since])
      : await session.rows<Row>(ofProjectSql, [since, storedProject(project)]);
  return rows.map((row) => ({
    id: row.id,
    at: row.at,
    kind: row.kind,
    project: row.project,
    by: row.done_by,
    from: row.from_stage,
    to: row.to_stage,
    reason: row.reason,
    forced: Number(row.forced) === 1,
    succeeded: Number(row.succeeded) === 1,
  }));
}
