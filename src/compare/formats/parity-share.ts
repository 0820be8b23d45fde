/** A share as `99.9%`, rounded down, so that 100.0% means the same without exception; `none` if there is nothing to share. */
export function parityShare(parity: number | null): string {
  return parity === null ? 'none' : `${(Math.floor(parity * 1000) / 10).toFixed(1)}%`;
}
