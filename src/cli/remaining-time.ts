/** The speed is smoothed over so many milliseconds: a pause of a second does not double the time that is left, a pause of a minute does. */
const SMOOTHING = 15_000;
/** Before this time, or before this share is done, there is no estimate. */
const LEAST_MILLISECONDS = 2000;
const LEAST_SHARE = 0.01;

/** How long work will still take, by its recent speed. */
export class RemainingTime {
  readonly #total: number;
  readonly #start: number;
  #value = 0;
  #at: number;
  /** Steps a millisecond; the longer ago a stretch of time was, the less it counts. */
  #speed = 0;
  /** The sum of all weights; by it the first stretches count as much as later ones. */
  #weight = 0;

  /** @param now in milliseconds, of any clock that only goes forward */
  constructor(total: number, now: number) {
    this.#total = total;
    this.#start = now;
    this.#at = now;
  }

  /** Call it regularly, also while nothing happens. */
  note(value: number, now: number): void {
    const time = now - this.#at;
    if (time <= 0) return;
    const past = Math.exp(-time / SMOOTHING);
    this.#speed = this.#speed * past + ((value - this.#value) / time) * (1 - past);
    this.#weight = this.#weight * past + (1 - past);
    this.#value = value;
    this.#at = now;
  }

  /** In milliseconds; null while that is not known. */
  left(): number | null {
    const isKnown = this.#at - this.#start >= LEAST_MILLISECONDS && this.#value >= this.#total * LEAST_SHARE;
    if (!isKnown || this.#speed <= 0) return null;
    return Math.max(0, this.#total - this.#value) / (this.#speed / this.#weight);
  }

  /** `about 40 s left`, only as exact as is known; empty while nothing is known. */
  text(): string {
    const left = this.left();
    if (left === null) return '';
    return left < 5000 ? 'less than 5 s left' : `about ${durationText(left)} left`;
  }
}

function durationText(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 5000) * 5;
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(milliseconds / 60_000) || 1;
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
