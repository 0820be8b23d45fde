/** What a local time is in UTC. */
export interface ZonedTime {
  /** Since 1970. */
  readonly seconds: number;
  /** `twice`: clocks were put back, and showed it a second time; the first is taken. `never`: they were put forward past it. */
  readonly doubt: 'twice' | 'never' | null;
}

const DAY_SECONDS = 86_400;
/** Clocks are changed at quarters of an hour. */
const QUARTER_SECONDS = 900;
const MOST_KNOWN = 10_000;

/** A time zone: what its clocks show, and when. */
export class LocalZone {
  readonly #offset: (seconds: number) => number;

  private constructor(offset: (seconds: number) => number) {
    this.#offset = offset;
  }

  /** Null for what names no zone: neither `Z`, `UTC`, `±HH:MM` nor a name of the IANA's list. */
  static named(name: string): LocalZone | null {
    if (name === 'Z') return new LocalZone(() => 0);
    const [, sign, hours, minutes] = /^([+-])([0-9]{2}):([0-9]{2})$/.exec(name) ?? [];
    if (sign !== undefined) {
      if (Number(hours) > 23 || Number(minutes) > 59) return null;
      const offset = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -60 : 60);
      return new LocalZone(() => offset);
    }
    // Newer Nodes take other ways to write an offset for names.
    if (!/^[A-Za-z]/.test(name)) return null;
    try {
      return new LocalZone(clockOffset(new Intl.DateTimeFormat('en-US', {...CLOCK, timeZone: name})));
    } catch {
      return null;
    }
  }

  /** `local` is what a clock there shows, as seconds since 1970 as if it were in UTC. */
  toUtc(local: number): ZonedTime {
    const before = this.#offset(local - DAY_SECONDS);
    const after = this.#offset(local + DAY_SECONDS);
    const fits = [...new Set([before, after])].filter((offset) => this.#offset(local - offset) === offset);
    // The greater offset is the earlier time. Past a time that never was the clock goes on as it did before.
    const offset = fits.length === 0 ? before : Math.max(...fits);
    return {seconds: local - offset, doubt: fits.length === 2 ? 'twice' : fits.length === 0 ? 'never' : null};
  }
}

const CLOCK = {
  calendar: 'iso8601',
  numberingSystem: 'latn',
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
} as const;

/** How far the clock is ahead of UTC, in seconds, at a time in seconds. A format takes microseconds, so quarters are remembered. */
function clockOffset(format: Intl.DateTimeFormat): (seconds: number) => number {
  const known = new Map<number, number>();
  return (seconds) => {
    const quarter = Math.floor(seconds / QUARTER_SECONDS) * QUARTER_SECONDS;
    let offset = known.get(quarter);
    if (offset === undefined) {
      if (known.size === MOST_KNOWN) known.clear();
      const shown = new Map(format.formatToParts(quarter * 1000).map(({type, value}) => [type, Number(value)]));
      const part = (type: Intl.DateTimeFormatPartTypes): number => shown.get(type) ?? 0;
      const date = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
      offset = date / 1000 - quarter;
      known.set(quarter, offset);
    }
    return offset;
  };
}
