import type {CalendarDate} from '../../core/calendar-date.ts';
import type {Result} from '../result.ts';
import {isAbout, type Waiver} from './waiver.ts';

/**
 * What became of a waiver. `used`: it allowed a mismatch. `unused`: questions that it is about were asked, and none needed
 * it. `exceeded`: a difference was larger than it allows. `expired`: its last day is over. `not asked`: no question of this
 * comparison is about it.
 */
export type WaiverStatus = 'used' | 'unused' | 'exceeded' | 'expired' | 'not asked';

export interface WaiverUse {
  readonly waiver: Waiver;
  readonly status: WaiverStatus;
}

export interface Waived {
  readonly results: readonly Result[];
  readonly uses: readonly WaiverUse[];
}

/** Lets waivers allow the mismatches that they are about. One that expired allows nothing. */
export function applyWaivers(results: readonly Result[], waivers: readonly Waiver[], today: CalendarDate): Waived {
  const valid = waivers.filter(({expires}) => expires >= today);
  const waived = results.map((result) => ({...result, waiver: valid.find((each) => allows(each, result)) ?? null}));
  const uses = waivers.map((waiver) => ({waiver, status: statusOf(waiver, waived, valid)}));
  return {results: waived, uses};
}

function allows(waiver: Waiver, result: Result): boolean {
  return needsWaiver(result) && isAbout(waiver, result.question) && sizeOf(result) <= waiver.largest;
}

function needsWaiver({verdict}: Result): boolean {
  return verdict === 'mismatched';
}

/** What is not explained to the last digit has no size that anyone could have accepted. */
function sizeOf({explained}: Result): number {
  if (explained?.outcome !== 'explained' || explained.explanation.unexplained > 0) return Number.POSITIVE_INFINITY;
  return explained.explanation.size;
}

function statusOf(waiver: Waiver, results: readonly Result[], valid: readonly Waiver[]): WaiverStatus {
  if (!valid.includes(waiver)) return 'expired';
  const asked = results.filter(({question}) => isAbout(waiver, question));
  if (asked.length === 0) return 'not asked';
  if (asked.some((result) => result.waiver === waiver)) return 'used';
  return asked.some((result) => needsWaiver(result) && result.waiver === null) ? 'exceeded' : 'unused';
}
