import type {Act} from '../ledger/act.ts';
import type {Book} from './book.ts';
import type {DayName, Reach} from './data-state.ts';
import {ownAct} from './holds.ts';
import {behindBeforeNotice, daysText, staleNotice, unknownAgeNotice} from './notices.ts';
import {projectsOf} from './projects.ts';
import type {Serving} from './serving.ts';

/** Whether files that answered for the database are as new as it is: what stderr says of that, and what is noted of each project. */
export interface FileAge {
  readonly notices: readonly string[];
  readonly acts: readonly Act[];
}

/** By what both sides have, day by day. */
export function ageByReach<M>(serving: Serving<M>, reach: Reach | null): FileAge {
  const behind = reach?.treeBehind ?? [];
  const projects = new Map<string, DayName[]>();
  for (const day of behind) projects.set(day.project, [...(projects.get(day.project) ?? []), day]);
  return {
    notices: staleNotice(behind),
    acts: [...projects].map(([project, days]) =>
      staleAct(serving, project, `files that lie behind the database answered: ${daysText(days)}`),
    ),
  };
}

/**
 * A database that is down does not say how far it reaches. So the files are compared with what either side had when it last answered
 * the same; if that is not known, it says so.
 */
export async function ageByLedger<M>(serving: Serving<M>, book: Book, records: number): Promise<FileAge> {
  const {report, project, from, to} = serving.request.question;
  const entries = (await book.entries(project)) ?? [];
  const known = entries
    .filter((entry) => entry.report === report && entry.from === from && entry.to === to)
    .filter(({records}) => records.candidate !== null)
    .map((entry) => Math.max(entry.records.control ?? 0, entry.records.candidate ?? 0));
  const before = known.at(-1);
  if (before === undefined || before === 0) return {notices: [unknownAgeNotice()], acts: []};
  if (records >= before) return {notices: [], acts: []};
  const dates = from === to ? from : `${from} to ${to}`;
  const of = project === null ? ' of all projects together' : '';
  const reason = `files that lie behind answered: ${records} records${of} on ${dates}, ${before} when this was asked before`;
  const projects = await projectsOf(serving);
  return {
    notices: [behindBeforeNotice(records, before)],
    acts: projects.map((each) => staleAct(serving, each, reason)),
  };
}

function staleAct<M>({stage}: Serving<M>, project: string, reason: string): Act {
  return ownAct('stale', project, reason, {at: new Date().toISOString(), from: stage, to: 'file'});
}
