import type {Outline} from '../json/outline.ts';
import {ID_PATH, TRACE_ID_PATH} from './catalogue.ts';
import type {RunPath} from './run-values.ts';

const WHOLE: Outline = {};

/** What a scan must tell apart so that one can read these places of each run of a document, and its ids. */
export function documentOutline(paths: readonly RunPath[]): Outline {
  const metadata = {members: {run_id: WHOLE, extracted_at: WHOLE}};
  return {members: {metadata, trace: runOutline([...paths, ID_PATH, TRACE_ID_PATH])}};
}

/** Runs are outlined like the run that they stand in. */
export function runOutline(paths: readonly RunPath[]): Outline {
  const run: {members: Record<string, Outline>} = {members: membersOf(paths)};
  run.members.child_runs = {elements: run};
  return run;
}

/** If a value is requested as a whole it is not divided, even if parts of it are requested, too. */
function membersOf(paths: readonly RunPath[]): Record<string, Outline> {
  const below = new Map<string, RunPath[]>();
  for (const [name = '', ...rest] of paths) below.set(name, [...(below.get(name) ?? []), rest]);
  const members = [...below].map(([name, rests]): [string, Outline] => [
    name,
    rests.some(({length}) => length === 0) ? WHOLE : {members: membersOf(rests)},
  ]);
  return Object.fromEntries(members);
}
