import type {CalendarDate} from '../../core/calendar-date.ts';
import type {Slice} from '../slice.ts';

/** How far a pull is: what a process that goes on with it must know. It is written again after each page. */
export interface PullState {
  readonly lse: typeof STATE_VERSION;
  readonly asked: PullAsked;
  readonly projectId: string;
  readonly api: 'v1' | 'v2';
  /** Milliseconds since 1970. All that is pulled counts as taken out of LangSmith then. */
  readonly startedAt: number;
  slices: SliceState[];
  /** Pages that are written, of all slices; also their names. */
  pages: number;
  /** Runs that came, those that came twice twice. */
  received: number;
  /** Of those, runs of traces that began on another date, which are not kept. */
  leftOut: number;
  /** Traces that go on after all that was asked for, or may: as many as are worth naming. */
  outlasting: string[];
}

export interface SliceState extends Slice {
  /** Of the next page; null before the first one. */
  cursor: string | null;
  /** Runs that came since it was last asked from the start, and those of them that are longer than one may be, and not kept. */
  came: number;
  tooLong: number;
  /** How often it was asked from the start to the end. */
  rounds: number;
}

/** What the user asks for; two pulls that ask for the same share a spool. */
export interface PullAsked {
  readonly location: string;
  readonly workspaceId: string | null;
  readonly project: string;
  readonly from: CalendarDate;
  readonly to: CalendarDate;
  /** Milliseconds. */
  readonly overlap: number;
  readonly api: 'v1' | 'v2' | null;
}

export const STATE_VERSION = 1;

/** A state is our own, written whole; one that reads otherwise is another version's, or was changed by hand. Null for that. */
export function parseState(text: string): PullState | null {
  try {
    const state = JSON.parse(text) as Partial<PullState> | null;
    return state?.lse === STATE_VERSION && Array.isArray(state.slices) ? (state as PullState) : null;
  } catch {
    return null;
  }
}
