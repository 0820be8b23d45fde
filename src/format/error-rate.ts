/**
 * The share of failing traces in percent with one decimal. The double `(errors / total) * 100` is rounded from its exact
 * value, a tie to the even digit. `toFixed` rounds exact ties up. Exact ties are the odd quarters: of x.25 and x.75 only
 * the first has to go down.
 */
export function formatErrorRate(errors: number, total: number): string {
  if (total === 0) return '0.0%';
  const percent = (errors / total) * 100;
  const isTieToEven = percent % 1 === 0.25;
  return `${isTieToEven ? `${Math.floor(percent)}.2` : percent.toFixed(1)}%`;
}
