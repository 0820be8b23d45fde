import type {CalendarDate} from '../../src/core/calendar-date.ts';
import {contentOf} from '../../src/core/document-content.ts';
import {recordValues} from '../../src/core/fields/record-values.ts';
import type {TraceValues} from '../../src/core/fields/run-values.ts';
import {gatherTraces} from '../../src/core/fields/trace-values.ts';
import {canonicalJson} from '../../src/core/json/print.ts';
import {dayFacts, type TraceFacts} from '../../src/core/record-facts.ts';
import type {ReportSource} from '../../src/core/report-source.ts';
import {readDocument} from '../../src/core/run-document.ts';
import type {SnapshotReference, SourceSnapshot, UnreadableSnapshot} from '../../src/core/source-snapshot.ts';
import {countedDays} from './daily-counts.ts';

export const DAY = '2025-09-13' as CalendarDate;

/** Documents by project, all of one date; a text that is no document is an unreadable file. */
export type MemoryTree = Readonly<Record<string, Readonly<Record<string, object | string>>>>;

/**
 * A source of a few documents that can be told to lie: `answers` are the facts that it reports, where they are not those
 * of its documents. For tests of what no honest backend does.
 */
export function memorySource(tree: MemoryTree, answers: Partial<ReportSource> = {}): ReportSource {
  const read = (project: string) =>
    Object.entries(tree[project] ?? {}).map(([name, file]) => snapshotOf(project, name, file));
  const projects = (project: string | null): string[] => (project === null ? Object.keys(tree) : [project]);
  const factsOf = (project: string) =>
    dayFacts(
      project,
      read(project).flatMap((snapshot) =>
        snapshot.outcome === 'read'
          ? [{traceId: snapshot.traceId, facts: {runId: snapshot.runId, ...snapshot.content(new Map()).facts}}]
          : [],
      ),
    );
  return {
    kind: 'memory',
    location: 'memory',
    projects: async () => Object.keys(tree),
    counted: countedDays(async ({project}) => {
      const days = projects(project).map(factsOf);
      const sum = (of: (day: ReturnType<typeof factsOf>) => number): number =>
        days.reduce((all, day) => all + of(day), 0);
      const count = {
        date: DAY,
        records: sum((day) => day.records),
        traces: sum((day) => day.traces),
        failingTraces: sum((day) => day.failingTraces.length),
      };
      return count.records === 0 ? [] : [count];
    }),
    failingTraces: async function* (project): AsyncGenerator<TraceFacts> {
      for (const name of projects(project)) yield* factsOf(name).failingTraces;
    },
    traces: async function* ({project}, paths): AsyncGenerator<TraceValues> {
      for (const name of projects(project)) {
        const documents = Object.values(tree[name] ?? {}).flatMap((file) => (typeof file === 'string' ? [] : [file]));
        const records = documents.map((file) => {
          const {runId, traceId, value} = readDocument(new TextEncoder().encode(JSON.stringify(file)));
          return {traceId, values: recordValues(runId, value, paths)};
        });
        yield* gatherTraces(name, DAY, records);
      }
    },
    unreadableFiles: () => [],
    passedOver: () => [],
    identity: async () => null,
    days: async () => Object.keys(tree).map((project) => ({project, date: DAY, size: read(project).length})),
    snapshots: async function* (project) {
      yield* read(project);
    },
    snapshot: async ({project, runId, fileName}: SnapshotReference) =>
      read(project).find(
        (each): each is SourceSnapshot =>
          each.outcome === 'read' && each.runId === runId && (fileName === null || each.fileName === fileName),
      ) ?? null,
    changes: async () => [],
    ...answers,
  };
}

function snapshotOf(project: string, fileName: string, file: object | string): SourceSnapshot | UnreadableSnapshot {
  if (typeof file === 'string') return {outcome: 'unreadable', fileName, reason: 'not JSON'};
  const {runId, traceId, extractedAt, value} = readDocument(new TextEncoder().encode(JSON.stringify(file)));
  return {
    outcome: 'read',
    project,
    date: DAY,
    runId,
    traceId,
    fileName,
    extractedAt,
    content: () => contentOf(value),
    canonical: () => Buffer.from(canonicalJson(value)),
    stored: null,
  };
}
