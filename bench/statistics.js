/** @typedef {{median: number, least: number, most: number}} Spread */

/** @param {readonly number[]} values at least one */
export function median(values) {
  return quantile(values, 0.5);
}

/**
 * Between two values it lies in proportion, as spreadsheets have it.
 *
 * @param {readonly number[]} values at least one
 * @param {number} share from 0 to 1
 */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const [below, above] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  if (below === undefined || above === undefined) throw new Error('Nothing was measured.');
  return below + (above - below) * (place - Math.floor(place));
}

/** @param {readonly number[]} values at least one @returns {Spread} */
export function spread(values) {
  return {median: median(values), least: Math.min(...values), most: Math.max(...values)};
}

/**
 * The ratios of runs that followed each other at once. A machine that slows down for a minute slows both of a pair, so
 * their ratio stays; the ratio of two medians would not.
 *
 * @param {readonly number[]} what
 * @param {readonly number[]} against as many
 * @returns {Spread}
 */
export function pairwiseRatio(what, against) {
  if (what.length !== against.length) throw new Error('Ratios need as many values on either side.');
  return spread(what.map((value, at) => value / Number(against[at])));
}
