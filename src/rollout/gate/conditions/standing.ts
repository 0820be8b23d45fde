import {nameSome} from '../../../core/named-list.ts';
import {shellWord} from '../../../core/shell-word.ts';
import {type Entry, origins, outcomes} from '../../ledger/entry.ts';
import {compareStages, stageNames} from '../../stage.ts';
import {isSameEntry} from '../evidence.ts';
import type {GateQuestion} from '../gate.ts';
import {CLOCK_SKEW_MILLISECONDS, durationText, instantOf} from '../ledger-time.ts';
import {counted, type Judge, type Judgement, judged, UNREADABLE} from './judgement.ts';

/** One stage at a time: each gives the evidence for the next one. */
export const step: Judge = ({from, to}) => {
  const next = stageNames[stageNames.indexOf(from) + 1];
  const need = next === undefined ? `no further than ${from}` : `no further than ${next}, the stage after ${from}`;
  const isFar = next === undefined ? compareStages(to, from) > 0 : compareStages(to, next) > 0;
  return judged(isFar ? 'broken' : 'met', `from ${from} to ${to}`, need);
};

export const ledger: Judge = ({entries, acts, holds}) => {
  const need = 'a ledger that can be read';
  if (entries === null || acts === null || holds === null) return judged('unknown', UNREADABLE, need);
  const strange = entries.filter(({outcome, origin}) => !outcomes.includes(outcome) || !origins.includes(origin));
  if (strange.length > 0)
    return judged(
      'unknown',
      `${counted(strange.length, 'entry', 'entries')} of a kind that this version does not know`,
      need,
    );
  const twice = contradictions(entries);
  if (twice[0] !== undefined) return judged('unknown', `entries share the id ${twice[0]} and differ`, need);
  return judged('met', counted(entries.length, 'entry', 'entries'), need);
};

/** The ids that entries share which differ, in order. */
function contradictions(entries: readonly Entry[]): string[] {
  if (new Set(entries.map(({id}) => id)).size === entries.length) return [];
  const byId = new Map<string, Entry>();
  const found = new Set<string>();
  for (const entry of entries) {
    const same = byId.get(entry.id);
    if (same === undefined) byId.set(entry.id, entry);
    else if (!isSameEntry(same, entry)) found.add(entry.id);
  }
  return [...found].sort();
}

/** What was done in the future was not done, or the clock is wrong; either way nothing follows from it. */
export const clock: Judge = (question) => {
  const need = `nothing more than ${CLOCK_SKEW_MILLISECONDS / 60_000} minutes later than now`;
  const now = instantOf(question.now);
  if (now === null) return judged('unknown', `the time now is not known ('${question.now}')`, need);
  const instants = timesOf(question).map(instantOf);
  const unreadable = instants.filter((at) => at === null).length;
  if (unreadable > 0) return judged('unknown', `${counted(unreadable, 'time')} that cannot be read`, need);
  const ahead = instants.map((at) => (at ?? now) - now).filter((by) => by > CLOCK_SKEW_MILLISECONDS);
  if (ahead.length === 0) return judged('met', 'nothing in the future', need);
  const furthest = ahead.reduce((most, by) => Math.max(most, by));
  return judged('unknown', `${counted(ahead.length, 'time')} in the future, by up to ${durationText(furthest)}`, need);
};

function timesOf({project, entries, acts, holds}: GateQuestion): string[] {
  const ofProject = <Row extends {readonly project: string | null}>(rows: readonly Row[] | null): Row[] =>
    (rows ?? []).filter((row) => row.project === project);
  return [...ofProject(entries), ...ofProject(acts)].map(({at}) => at).concat(ofProject(holds).map(({since}) => since));
}

export const holds: Judge = ({project, holds: all}) => {
  if (all === null) return judged('unknown', UNREADABLE, 'no open hold');
  const open = all.filter((hold) => hold.project === project);
  const need = `no open hold; release it with: lse rollout release ${shellWord(project)}`;
  if (open.length === 0) return judged('met', 'no open hold', 'no open hold');
  const days = open.every(({days: held}) => held !== null) ? ' of some days' : '';
  const person = open.some(({needsPerson}) => needsPerson) ? ', which a person has to release' : '';
  const first = open.map(({since, reason}) => `since ${since}: ${reason}`).sort()[0];
  return judged('broken', `${counted(open.length, 'open hold')}${days}${person} (${first})`, need);
};

/** Without today's key of a report nobody can tell which of its evidence still stands. */
export const reports: Judge = ({requirements, evidenceKeys}): Judgement => {
  const names = [...new Set(requirements.reports)];
  const need = "a report that counts, and today's evidence key of each";
  if (names.length === 0) return judged('unknown', 'no report counts', need);
  const missing = names.filter((name) => (evidenceKeys.get(name) ?? '') === '');
  if (missing.length > 0) return judged('unknown', `no evidence key of ${nameSome(missing)}`, need);
  return judged('met', nameSome(names), need);
};
