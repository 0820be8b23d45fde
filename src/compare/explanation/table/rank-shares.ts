import Fraction from 'fraction.js';
import type {Blamed} from '../blame.ts';
import {type Contribution, Shares} from '../shares.ts';

/** What a unit that differs gives to a rank: a value on either side, or none. */
export interface RankedUnit {
  readonly control: Fraction | null;
  readonly candidate: Fraction | null;
  readonly blamed: readonly Blamed[];
}

const ZERO = new Fraction(0);

/**
 * What each record adds to the distance of a percentile from `from` (control) to `to` (candidate).
 *
 * The percentile is the smallest t for which d(t), the sum over all units of [value ≤ t] − share, is not below zero. `share` is the
 * percentage as a fraction; 1 gives the greatest value. For the smallest value it is 0, with a constant that is the same on
 * both sides. Let D(t) be d of candidate less d of control. Between both percentiles one d is below zero and the other is not, so D has
 * one sign there. A unit's part is the integral over that distance of what it adds to D, divided by D. So the parts add up
 * to the whole distance, and change their sign if the sides are swapped. A unit that is alike adds nothing to D, and has no part.
 */
export function rankShares(
  units: readonly RankedUnit[],
  {from, to, share}: {readonly from: Fraction; readonly to: Fraction; readonly share: Fraction},
): Contribution[] {
  const shares = new Shares();
  const direction = from.compare(to) < 0 ? 1 : -1;
  const [low, high] = direction === 1 ? [from, to] : [to, from];
  const points = pointsBetween(units, low, high);
  const ways = waysTo(units, points, share);
  if (ways === null) return [];
  const whole = ways.at(-1) ?? ZERO;
  const places = new Map(points.map((point, at) => [point.toFraction(), at]));
  // The integral of [value ≤ t] − share over D.
  const integral = (value: Fraction | null): Fraction => {
    if (value === null) return ZERO;
    const before =
      value.compare(low) <= 0
        ? ZERO
        : value.compare(high) >= 0
          ? whole
          : (ways[places.get(value.toFraction()) ?? 0] ?? ZERO);
    return whole.sub(before).sub(share.mul(whole));
  };
  for (const {control, candidate, blamed} of units) {
    shares.add(integral(candidate).sub(integral(control)).mul(direction), blamed);
  }
  return shares.contributions();
}

/** Both ends, and between them every value at which D changes. */
function pointsBetween(units: readonly RankedUnit[], low: Fraction, high: Fraction): Fraction[] {
  const values = units.flatMap(({control, candidate}) => [control, candidate]).filter((value) => value !== null);
  const inner = values.filter((value) => value.compare(low) > 0 && value.compare(high) < 0);
  const points = new Map([low, ...inner, high].map((value) => [value.toFraction(), value]));
  return [...points.values()].sort((left, right) => left.compare(right));
}

/** For each point the integral of 1 / D from the first point up to it; null if D is zero, which no two percentiles allow. */
function waysTo(units: readonly RankedUnit[], points: readonly Fraction[], share: Fraction): Fraction[] | null {
  const [low] = points;
  if (low === undefined) return null;
  const steps = new Map<string, number>();
  let excess = ZERO;
  const weigh = (value: Fraction | null, sign: 1 | -1): void => {
    if (value === null) return;
    excess = excess.sub(share.mul(sign));
    const from = value.compare(low) <= 0 ? low : value;
    steps.set(from.toFraction(), (steps.get(from.toFraction()) ?? 0) + sign);
  };
  for (const {control, candidate} of units) {
    weigh(candidate, 1);
    weigh(control, -1);
  }
  const ways = [ZERO];
  for (const [at, point] of points.slice(0, -1).entries()) {
    excess = excess.add(steps.get(point.toFraction()) ?? 0);
    if (excess.equals(0)) return null;
    const next = points[at + 1] ?? point;
    ways.push((ways[at] ?? ZERO).add(next.sub(point).div(excess)));
  }
  return ways;
}
