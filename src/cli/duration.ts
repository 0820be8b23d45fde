const MILLISECONDS: Readonly<Record<string, number>> = {ms: 1, s: 1000, min: 60_000, h: 3_600_000};
/** The longest wait: a day. A user who wants to wait longer starts again. */
const LONGEST = 86_400_000;

/** `500` as `500 ms`, `10000` as `10 s`. */
export function formatMilliseconds(milliseconds: number): string {
  return milliseconds < 1000 ? `${milliseconds} ms` : `${Math.round(milliseconds / 100) / 10} s`;
}

/**
 * Milliseconds of `500ms`, `30s`, `2min` or `1h`, the units of PostgreSQL. A number without a unit is refused: one reader
 * takes it for seconds, another for milliseconds.
 *
 * @throws Error with a message that continues the name of the setting
 */
export function parseDuration(text: string): number {
  const [, number, unit] = /^([0-9]{1,8})(ms|s|min|h)$/.exec(text) ?? [];
  const milliseconds = Number(number) * (MILLISECONDS[unit ?? ''] ?? Number.NaN);
  if (!(milliseconds > 0 && milliseconds <= LONGEST)) {
    throw new Error(`is not a duration above zero and up to 24h, such as 500ms, 30s, 2min or 1h: '${text}'`);
  }
  return milliseconds;
}
