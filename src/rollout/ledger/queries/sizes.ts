import type {Session} from '../store/ledger-store.ts';

export const sql = `
select
  coalesce((select sum(size) from lse_rollout_sizes where project = $1), 0) as entries,
  coalesce((select sum(explanation_size) from lse_rollout_mismatches where project = $1 and explanation is not null), 0)
    as explanations,
  (select count(*) from lse_rollout_mismatches where project = $1 and explanation is not null) as explained`;

/** What a project counts for: the bytes of its entries and of its explanations, and how many of those there are. */
export interface Sizes {
  readonly entries: number;
  readonly explanations: number;
  readonly explained: number;
}

export async function sizesOf(session: Session, project: string): Promise<Sizes> {
  const [row] = await session.rows<Record<keyof Sizes, string | number>>(sql, [project]);
  return {
    entries: Number(row?.entries),
    explanations: Number(row?.explanations),
    explained: Number(row?.explained),
  };
}
