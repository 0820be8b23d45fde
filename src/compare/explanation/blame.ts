import {symbolGiver} from '../../core/failing-trace.ts';
import type {RecordFacts} from '../../core/record-facts.ts';
import type {RecordKey} from '../../core/source-snapshot.ts';
import {type DifferenceKind, type RecordDifference, type SideName, sideNames} from '../records/record-difference.ts';
import type {Evidence, SideEvidence} from './evidence.ts';
import {factsText} from './facts-text.ts';
import type {Misread} from './misread.ts';

/** `misread`: the document is right, but a side answers something else about it. */
export type BlamedKind = DifferenceKind | 'misread';

/** A record that accounts for a difference in a report. */
export type Blamed =
  | {readonly kind: DifferenceKind; readonly key: RecordKey; readonly difference: RecordDifference}
  | {readonly kind: 'misread'; readonly key: RecordKey; readonly misread: Misread};

/** Some of a trace's records: those that made a cell or a line what it is. */
export interface Behind {
  readonly project: string;
  readonly traceId: string;
  readonly runIds: readonly string[];
  /** The listed run, if it is about one; it is the same under any symbol. */
  readonly identity?: string;
}

/** Finds the records to blame. It blames only records whose differences can show in a report. */
export class Blame {
  readonly #byTrace = new Map<string, Blamed[]>();
  readonly #evidence: ReadonlyMap<string, Evidence>;
  /** For each day and side the records by trace, made when a symbol is first asked for. */
  readonly #facts = new Map<SideEvidence, ReadonlyMap<string, readonly RecordFacts[]>>();

  constructor(evidence: readonly Evidence[]) {
    this.#evidence = new Map(evidence.map((each) => [each.project, each]));
    for (const {differences, misreads} of evidence) {
      for (const difference of differences) if (showsInReports(difference)) this.#addDifference(difference);
      for (const misread of misreads) {
        this.#add(misread.key.project, misread.traceId, {kind: 'misread', key: misread.key, misread});
      }
    }
  }

  /**
   * Every record of the trace that differs is a candidate, and those that made the cell or line come first. If all
   * of them are alike, a side's answer about them is to blame. If there are none, the difference has no explanation.
   */
  of({project, traceId, runIds}: Behind): readonly Blamed[] {
    const here = this.#byTrace.get(traceKey(project, traceId)) ?? [];
    const differing = here.filter(({kind}) => kind !== 'misread');
    const misread = here.filter(({kind}) => kind === 'misread');
    const isBehind = ({key}: Blamed): boolean => runIds.includes(key.runId);
    return firstFilled(differing.filter(isBehind), misread.filter(isBehind), differing, misread);
  }

  /** The records that give a trace another symbol: on either side, the record with the symbol, if it differs. */
  ofSymbol({project, traceId}: Pick<Behind, 'project' | 'traceId'>): readonly Blamed[] {
    const here = this.#byTrace.get(traceKey(project, traceId)) ?? [];
    const givers = sideNames.map((side) => this.#giverOf(project, traceId, side));
    return here.filter(({kind, key}) => kind !== 'misread' && givers.includes(key.runId));
  }

  #giverOf(project: string, traceId: string, side: SideName): string | null {
    const evidence = this.#evidence.get(project)?.[side];
    if (evidence === undefined) return null;
    const facts = this.#facts.get(evidence) ?? factsByTrace(evidence);
    this.#facts.set(evidence, facts);
    return symbolGiver({traceId, records: facts.get(traceId) ?? []})?.runId ?? null;
  }

  #addDifference(difference: RecordDifference): void {
    const {key, kind, control, candidate} = difference;
    const traceIds = new Set([control?.traceId, candidate?.traceId]);
    for (const traceId of traceIds) {
      if (traceId !== undefined) this.#add(key.project, traceId, {kind, key, difference});
    }
  }

  #add(project: string, traceId: string, blamed: Blamed): void {
    const key = traceKey(project, traceId);
    const here = this.#byTrace.get(key);
    if (here === undefined) this.#byTrace.set(key, [blamed]);
    else here.push(blamed);
  }
}

/** A name for the record that is the same wherever it is blamed; a record can be blamed for its content and for its reading. */
export function blamedId(blamed: Blamed): string {
  const {project, date, runId} = blamed.key;
  return JSON.stringify([project, date, runId, blamed.kind === 'misread' ? blamed.misread.side : null]);
}

/** A change of content that no report reads cannot cause a difference of a report. */
function showsInReports({control, candidate}: RecordDifference): boolean {
  if (control === null || candidate === null) return true;
  return control.traceId !== candidate.traceId || factsText(control.facts) !== factsText(candidate.facts);
}

function factsByTrace({day}: SideEvidence): ReadonlyMap<string, readonly RecordFacts[]> {
  const traces = new Map<string, RecordFacts[]>();
  for (const {traceId, facts} of day.records.values()) {
    const here = traces.get(traceId);
    if (here === undefined) traces.set(traceId, [facts]);
    else here.push(facts);
  }
  return traces;
}

function traceKey(project: string, traceId: string): string {
  return JSON.stringify([project, traceId]);
}

function firstFilled<T>(...lists: readonly (readonly T[])[]): readonly T[] {
  return lists.find(({length}) => length > 0) ?? [];
}
