import {randomUUID} from 'node:crypto';
import type {CalendarDate} from '../../core/calendar-date.ts';
import type {GateState} from '../gate/gate.ts';
import {type EventName, eventNames} from '../intent/intent.ts';
import type {Act} from '../ledger/act.ts';
import type {Entry} from '../ledger/entry.ts';
import type {StageName} from '../stage.ts';

/**
 * What others are told of:
 *
 * - `promoted`, `rolled back`: a project's intended stage was changed. `held`, `released`: what it is served from was.
 * - `gate opened`: the gate would let it go on, which it did not before.
 * - `mismatch`: both sides answered, differently. `fallback`: files answered in place of the database.
 * - `stale`: a project is still at a stage after the last day on which it may be there, or files answered that lie behind the database.
 */
export const eventKinds = eventNames;

export type EventKind = EventName;

/** One event, as it is sent; `docs/event.schema.json` says the same for other programs. It holds no document and no cell of a report. */
export interface RolloutEvent {
  /** Told from every other one, for who gets it twice. A UUID. */
  readonly id: string;
  /** As `Entry.at`. */
  readonly at: string;
  readonly event: EventKind;
  /** Null for all projects together. */
  readonly project: string | null;
  readonly report: string | null;
  readonly dates: {readonly from: CalendarDate; readonly to: CalendarDate} | null;
  /** The stages before and after, if the event is about them. For a gate: the stage at hand and the next one. */
  readonly from: StageName | null;
  readonly to: StageName | null;
  /** Masked by whoever made it. */
  readonly reason: string | null;
  /** The user of the operating system, or `lse`. */
  readonly by: string;
  /** Whether the gate was overruled. */
  readonly forced: boolean;
  /** Of a mismatch; `lse rollout history` has its explanation under it. */
  readonly fingerprint: string | null;
}

const BLANK = {
  project: null,
  report: null,
  dates: null,
  from: null,
  to: null,
  reason: null,
  by: 'lse',
  forced: false,
  fingerprint: null,
} as const;

/** An event that says only what there is to say. */
export function newEvent(event: EventKind, facts: Partial<Omit<RolloutEvent, 'event'>> = {}): RolloutEvent {
  return {id: randomUUID(), at: new Date().toISOString(), event, ...BLANK, ...facts};
}

/** An act that nobody needs to hear of has none. */
const EVENT_OF_ACT: Readonly<Record<Act['kind'], EventKind | null>> = {
  promoted: 'promoted',
  'rolled back': 'rolled back',
  held: 'held',
  released: 'released',
  'fell back': 'fallback',
  stale: 'stale',
  rehearsed: null,
  retired: null,
  forgotten: null,
  loaded: null,
};

/** What others are told of an act, with its id and time; null for one that is nobody else's concern. */
export function eventOfAct({id, at, kind, project, from, to, reason, by, forced}: Act): RolloutEvent | null {
  const event = EVENT_OF_ACT[kind];
  return event === null ? null : newEvent(event, {id, at, project, from, to, reason, by, forced});
}

/** What others are told of a comparison: of a mismatch that it is one, of anything else nothing. */
export function eventOfEntry({
  id,
  at,
  outcome,
  project,
  report,
  from,
  to,
  cause,
  fingerprint,
}: Entry): RolloutEvent | null {
  if (outcome !== 'mismatched') return null;
  return newEvent('mismatch', {id, at, project, report, dates: {from, to}, reason: cause, fingerprint});
}

/** That the gate is open now; null if it was open before, or is not. */
export function eventOfGate(
  project: string,
  {from, to}: {readonly from: StageName; readonly to: StageName},
  {before, now}: {readonly before: GateState; readonly now: GateState},
): RolloutEvent | null {
  return now === 'open' && before !== 'open' ? newEvent('gate opened', {project, from, to}) : null;
}
