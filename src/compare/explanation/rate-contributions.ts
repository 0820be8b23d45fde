import Fraction from 'fraction.js';
import type {ErrorRow} from '../../core/reports/zenrows-errors.ts';
import {type Contribution, Shares} from './shares.ts';

/**
 * What each record adds to the rate, in percentage points. A rate E/T is no sum, so a change of both is split evenly:
 * errors count at the mean of 1/T before and after, traces at the mean of the errors. The parts add up to the change
 * exactly. If the sides are swapped, their signs change.
 */
export function rateContributions(
  control: ErrorRow,
  candidate: ErrorRow,
  {traces, failing}: {readonly traces: readonly Contribution[]; readonly failing: readonly Contribution[]},
): Contribution[] {
  const [before, after] = [sizesOf(control), sizesOf(candidate)];
  const shares = new Shares();
  if (before.total.equals(0) || after.total.equals(0)) {
    // Without traces the rate is zero by definition; then the other side's errors are parts of the whole rate.
    const errors = after.errors.sub(before.errors);
    if (errors.equals(0)) return [];
    const change = rateOf(after).sub(rateOf(before));
    for (const {blamed, amount} of failing) shares.add(change.mul(amount).div(errors), [blamed]);
    return shares.contributions();
  }
  const perError = before.total.inverse().add(after.total.inverse()).mul(50);
  const perTrace = before.errors.add(after.errors).mul(-50).div(before.total.mul(after.total));
  for (const {blamed, amount} of failing) shares.add(amount.mul(perError), [blamed]);
  for (const {blamed, amount} of traces) shares.add(amount.mul(perTrace), [blamed]);
  return shares.contributions();
}

interface Sizes {
  readonly errors: Fraction;
  readonly total: Fraction;
}

function sizesOf({zenrowsErrors, totalTraces}: ErrorRow): Sizes {
  return {errors: new Fraction(zenrowsErrors), total: new Fraction(totalTraces)};
}

function rateOf({errors, total}: Sizes): Fraction {
  return total.equals(0) ? new Fraction(0) : errors.mul(100).div(total);
}
