import type {CalendarDate} from '../../../core/calendar-date.ts';
import {mostWithoutOverlap, uncoveredDates} from '../date-cover.ts';
import type {Evidence, Proof} from '../evidence.ts';
import {DAY_MILLISECONDS, durationText, HOUR_MILLISECONDS, instantOf} from '../ledger-time.ts';
import {atLeast, byEvidence, counted, isAmount, type Judge, type Judgement, judged} from './judgement.ts';

/** Asking the same question about the same data a hundred times is asking once. */
export const comparisons: Judge = byEvidence(
  ({requirements}) => `${requirements.comparisons} distinct`,
  ({requirements}, {proofs, outdated}, need) => {
    // Dates are of one length, so no two questions make one text.
    const seen = new Set(
      proofs.map(({report, from, to, dataDigest}) => `${report.length} ${report}${from}${to}${dataDigest}`),
    );
    const others = outdated === 0 ? '' : ` (${outdated} more under another evidence key)`;
    return atLeast(seen.size, requirements.comparisons, `${seen.size} distinct${others}`, need);
  },
);

export const days: Judge = byEvidence(
  ({requirements}) => counted(requirements.days, 'day'),
  ({requirements}, {proofs}, need) => {
    const seen = new Set(proofs.map(({at}) => Math.floor(at / DAY_MILLISECONDS)));
    return atLeast(seen.size, requirements.days, counted(seen.size, 'day'), need);
  },
);

export const dates: Judge = byEvidence(
  () => 'every known date, of every report that counts',
  ({knownDates, requirements}, {proofs}, need) => {
    if (knownDates === null) return judged('unknown', 'the dates are not known', need);
    const all = new Set(knownDates);
    if (all.size === 0) return judged('unknown', 'no date is known', need);
    if (requirements.reports.length === 0) return judged('unknown', 'no report counts', need);
    const missing = new Map<CalendarDate, string>();
    for (const report of requirements.reports) {
      const ranges = proofs.filter((proof) => proof.report === report);
      for (const date of uncoveredDates(all, ranges)) if (!missing.has(date)) missing.set(date, report);
    }
    const have = `${all.size - missing.size} of ${counted(all.size, 'date')}`;
    const [first] = [...missing].sort(([left], [right]) => (left < right ? -1 : 1));
    if (first === undefined) return judged('met', have, need);
    return judged('unmet', `${have}; the first that is missing is ${first[0]} of ${first[1]}`, need);
  },
);

export const records: Judge = byEvidence(
  ({requirements}) => counted(requirements.records, 'record'),
  ({requirements}, {proofs}, need) => {
    const most = mostWithoutOverlap(proofs.map(({from, to, records: weight}) => ({from, to, weight})));
    return atLeast(most, requirements.records, counted(most, 'record'), need);
  },
);

export const failing: Judge = byEvidence(
  ({requirements}) => counted(requirements.failing, 'failing trace'),
  ({requirements}, {proofs}, need) => {
    const known = proofs.flatMap(({from, to, failing: weight}) => (weight === null ? [] : [{from, to, weight}]));
    if (known.length === 0 && requirements.failing !== 0) return judged('unknown', 'not known', need);
    const most = mostWithoutOverlap(known);
    return atLeast(most, requirements.failing, counted(most, 'failing trace'), need);
  },
);

export const age: Judge = byEvidence(
  ({requirements}) => `no older than ${counted(requirements.maxAgeHours, 'hour')}`,
  ({requirements, now}, {proofs}: Evidence, need): Judgement => {
    const current = instantOf(now);
    const newest = proofs.reduce<Proof | null>(
      (last, each) => (last === null || each.at > last.at ? each : last),
      null,
    );
    if (newest === null) return judged('unknown', 'no evidence', need);
    if (current === null || !isAmount(requirements.maxAgeHours)) return judged('unknown', 'not known', need);
    const old = Math.max(0, current - newest.at);
    const isFresh = old <= requirements.maxAgeHours * HOUR_MILLISECONDS;
    return judged(isFresh ? 'met' : 'unmet', `the newest is ${durationText(old)} old`, need);
  },
);
