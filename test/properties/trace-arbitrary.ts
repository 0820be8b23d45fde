import fc from 'fast-check';

/** Which members say what trace a run belongs to. */
export type Linkage = 'trace_id' | 'dotted_order' | 'parent_run_ids' | 'parent_run_id';

type Members = Readonly<Record<string, unknown>>;

/** A trace that was made up, its runs so that each stands behind its parent, the root first. */
export interface GeneratedTrace {
  readonly linkage: Linkage;
  /** Each run by itself. */
  readonly flat: readonly Members[];
  /** The root with all others in it. */
  readonly nested: Members;
  /** Of its root, in UTC. */
  readonly date: string;
  readonly isFailing: boolean;
}

const MIDNIGHT = Date.parse('2025-09-14T00:00:00Z');

const run = fc.record({
  name: fc.constantFrom('zenrows_scraper', 'zenrows_scraper', 'fetch'),
  // How far its parent is, of the runs before it.
  up: fc.nat({max: 3}),
  after: fc.integer({min: 0, max: 900_000}),
  status: fc.constantFrom('success', 'SUCCESS', 'error', 'pending', null, undefined, undefined),
  error: fc.constantFrom(null, undefined, '', 'boom', {code: 5}),
  lasts: fc.option(fc.nat({max: 5000}), {freq: 4}),
});

const isoOf = (milliseconds: number): string => `${new Date(milliseconds).toISOString().slice(0, -1)}000`;
const orderPart = (start: string, id: string): string => `${start.replace(/[-:.]/g, '')}Z${id}`;

/** What a report makes of a run, by the contract and by how LangSmith gives a status. */
function fails({name, status, error, end_time}: Members): boolean {
  const hasError = error !== null && error !== undefined && error !== '';
  const known = status ?? (hasError ? 'error' : end_time === undefined || end_time === null ? 'pending' : 'success');
  return name === 'zenrows_scraper' && String(known).toLowerCase() !== 'success';
}

/** Around midnight, so that some runs of a trace begin on the day after their root. */
export const traceArbitrary: fc.Arbitrary<GeneratedTrace> = fc
  .record({
    id: fc.uuid({version: 4}),
    linkage: fc.constantFrom<Linkage>('trace_id', 'dotted_order', 'parent_run_ids', 'parent_run_id'),
    begin: fc.integer({min: -900_000, max: 300_000}),
    symbol: fc.constantFrom('BTC', ' eth ', undefined),
    runs: fc.array(run, {minLength: 1, maxLength: 7}),
  })
  .map(({id, linkage, begin, symbol, runs}) => {
    const ids = runs.map((_, at) => `${id.slice(0, -2)}${String(at).padStart(2, '0')}`);
    const parents = runs.map(({up}, at) => (at === 0 ? null : Math.max(0, at - 1 - up)));
    const starts: string[] = [];
    const orders: string[] = [];
    const above: number[][] = [];
    const flat = runs.map(({name, after, status, error, lasts}, at) => {
      const begun = MIDNIGHT + begin + (at === 0 ? 0 : after);
      const parent = parents[at] ?? null;
      starts[at] = isoOf(begun);
      const own = orderPart(starts[at] as string, ids[at] as string);
      orders[at] = parent === null ? own : `${orders[parent]}.${own}`;
      above[at] = parent === null ? [] : [...(above[parent] as number[]), parent];
      return {
        id: ids[at],
        name,
        status,
        error,
        start_time: starts[at],
        end_time: lasts === null ? null : isoOf(begun + lasts),
        inputs: at === 0 && symbol !== undefined ? {crypto_symbol: symbol} : {},
        ...linkOf(linkage, {parent, ids, order: orders[at] as string, above: above[at] as number[]}),
      };
    });
    const nest = (at: number): Members => {
      const children = flat.flatMap((_, child) => (parents[child] === at ? [nest(child)] : []));
      return children.length === 0 ? (flat[at] as Members) : {...flat[at], child_runs: children};
    };
    return {linkage, flat, nested: nest(0), date: (starts[0] as string).slice(0, 10), isFailing: flat.some(fails)};
  });

function linkOf(
  linkage: Linkage,
  {parent, ids, order, above}: {parent: number | null; ids: readonly string[]; order: string; above: readonly number[]},
): Members {
  const parentRunId = parent === null ? null : ids[parent];
  if (linkage === 'trace_id') return {trace_id: ids[0], parent_run_id: parentRunId};
  if (linkage === 'dotted_order') return {dotted_order: order};
  if (linkage === 'parent_run_ids') return {parent_run_ids: above.map((at) => ids[at])};
  return {parent_run_id: parentRunId};
}
