import type {Question} from '../../asking/question.ts';
import type {CalendarDate} from '../../core/calendar-date.ts';
import {isAbout, type Waiver} from './waiver.ts';

/**
 * The result for a waiver. `used`: it allowed a mismatch. `unused`: questions that it is about were asked, and none needed
 * it. `exceeded`: a difference was larger than it allows. `expired`: its last day is over. `not asked`: no question of this
 * comparison is about it.
 */
export type WaiverStatus = 'used' | 'unused' | 'exceeded' | 'expired' | 'not asked';

export interface WaiverUse {
  readonly waiver: Waiver;
  readonly status: WaiverStatus;
}

/** The facts that a waiver needs about a result. */
export interface WaivableResult {
  readonly question: Question;
  readonly verdict: string;
  readonly explained:
    | {readonly outcome: 'explained'; readonly explanation: {readonly size: number; readonly unexplained: number}}
    | {readonly outcome: 'failed'}
    | null;
  readonly waiver: Waiver | null;
}

export interface Waived<R> {
  readonly results: readonly R[];
  readonly uses: readonly WaiverUse[];
}

/** Lets waivers allow the mismatches that they are about. One that expired allows nothing. */
export function applyWaivers<R extends WaivableResult>(
  results: readonly R[],
  waivers: readonly Waiver[],
  today: CalendarDate,
): Waived<R> {
  const valid = waivers.filter(({expires}) => expires >= today);
  const waived = results.map((result) => ({...result, waiver: valid.find((each) => allows(each, result)) ?? null}));
  const uses = waivers.map((waiver) => ({waiver, status: statusOf(waiver, waived, valid)}));
  return {results: waived, uses};
}

function allows(waiver: Waiver, result: WaivableResult): boolean {
  return needsWaiver(result) && isAbout(waiver, result.question) && sizeOf(result) <= waiver.largest;
}

function needsWaiver({verdict}: WaivableResult): boolean {
  return verdict === 'mismatched';
}

/** If a difference is not explained to the last digit, nobody could have accepted its size. */
function sizeOf({explained}: WaivableResult): number {
  if (explained?.outcome !== 'explained' || explained.explanation.unexplained > 0) return Number.POSITIVE_INFINITY;
  return explained.explanation.size;
}

function statusOf(waiver: Waiver, results: readonly WaivableResult[], valid: readonly Waiver[]): WaiverStatus {
  if (!valid.includes(waiver)) return 'expired';
  const asked = results.filter(({question}) => isAbout(waiver, question));
  if (asked.length === 0) return 'not asked';
  if (asked.some((result) => result.waiver === waiver)) return 'used';
  return asked.some((result) => needsWaiver(result) && result.waiver === null) ? 'exceeded' : 'unused';
}
