/** A share as `99.9%`, rounded down, so that 100.0% is what is the same without exception; `none` of nothing. */
export function parityShare(parity: number | null): string {
  return parity === null ? 'none' : `${(Math.floor(parity * 1000) / 10).toFixed(1)}%`;
}
