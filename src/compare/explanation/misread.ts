import type {CalendarDate} from '../../core/calendar-date.ts';
import type {DayFacts, RecordFacts, TraceFacts} from '../../core/record-facts.ts';
import type {ReportSource} from '../../core/report-source.ts';
import type {RecordKey} from '../../core/source-snapshot.ts';
import type {SideName} from '../records/record-difference.ts';
import type {SideDay} from '../records/side-day.ts';
import {factsText} from './facts-text.ts';

/** A record about which a side answers something else than its own document says: its query or code is at fault. */
export interface Misread {
  readonly side: SideName;
  readonly key: RecordKey;
  readonly traceId: string;
  /** What the document gives, and what the side answers; null for no failing run and no symbol. */
  readonly document: string | null;
  readonly answered: string | null;
}

/** The facts of the records of failing traces, by trace and run id. */
export type FailingFacts = ReadonlyMap<string, ReadonlyMap<string, RecordFacts>>;

/** The failing traces of a day as the side itself answers them. */
export async function answeredFacts(source: ReportSource, project: string, date: CalendarDate): Promise<FailingFacts> {
  const answered: TraceFacts[] = [];
  for await (const trace of source.failingTraces(project, date)) answered.push(trace);
  return byTrace(answered);
}

/** Compares a side's answer about the failing traces of a day with what its own documents give. */
export function misreads(
  side: SideName,
  {
    project,
    date,
    day,
    facts,
    answered,
  }: {project: string; date: CalendarDate; day: SideDay; facts: DayFacts; answered: FailingFacts},
): Misread[] {
  const documents = byTrace(facts.failingTraces);
  const traceIds = [...new Set([...documents.keys(), ...answered.keys()])];
  const found = traceIds.flatMap((traceId) =>
    differing(documents.get(traceId), answered.get(traceId)).map((each) => ({...each, traceId})),
  );
  const named = new Set(found.map(({runId}) => runId));
  const others = columnsAtOdds(day).filter(({runId}) => !named.has(runId));
  return [...found, ...others].map(({runId, ...texts}) => ({side, key: {project, date, runId}, ...texts}));
}

/** Records that fail, or have a symbol, by a column but not by the document: an answer was made from such a column. */
function columnsAtOdds(day: SideDay): Omit<Misread & {runId: string}, 'side' | 'key'>[] {
  return [...day.records.values()].flatMap(({runId, traceId, facts, faults}) => {
    const atOdds = faults.filter(({column}) => column === 'is_failing' || column === 'symbol');
    if (atOdds.length === 0) return [];
    const answered = JSON.stringify(atOdds.map(({column, stored}) => [column, stored]));
    return [{runId, traceId, document: factsText(facts), answered}];
  });
}

function byTrace(traces: readonly TraceFacts[]): FailingFacts {
  return new Map(
    traces.map(({traceId, records}) => [traceId, new Map(records.map((record) => [record.runId, record]))]),
  );
}

function differing(
  documents: ReadonlyMap<string, RecordFacts> | undefined,
  answered: ReadonlyMap<string, RecordFacts> | undefined,
): {runId: string; document: string | null; answered: string | null}[] {
  const runIds = [...new Set([...(documents?.keys() ?? []), ...(answered?.keys() ?? [])])];
  // If one of the two does not list a trace at all, only the records that would make it fail are at odds.
  const isListed = documents !== undefined && answered !== undefined;
  const text = (facts: RecordFacts | undefined): string | null =>
    facts === undefined || (!isListed && facts.failingRuns.length === 0) ? null : factsText(facts);
  return runIds
    .map((runId) => ({runId, document: text(documents?.get(runId)), answered: text(answered?.get(runId))}))
    .filter((texts) => texts.document !== texts.answered);
}
