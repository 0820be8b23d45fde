import type {Options, SingleBar} from 'cli-progress';
import {groupedNumber} from '../core/grouped-number.ts';
import {RemainingTime} from './remaining-time.ts';
import {coverTerminal, writeNotice} from './terminal.ts';

/** Work that takes its time. */
export interface Work {
  /** What is going on, such as `Loading`. */
  readonly label: string;
  readonly unit: Unit;
  /** The number of steps; it is found out only if it is shown. */
  readonly total: number | (() => Promise<number>);
  /** Work that is often over at once is shown only if it takes longer than this, in milliseconds. */
  readonly patience?: number;
}

/** What is counted, in the plural. For bytes a step is what was read, so what is read twice does not count twice. */
export type Unit = string | {readonly name: string; readonly steps: number};

/** Is told of each step once. */
export interface Progress {
  advance(steps?: number): void;
}

/** Runs `work`, shows its progress, and removes that at the end. */
export type WithProgress = <T>(work: Work, run: (progress: Progress) => Promise<T>) => Promise<T>;

const LINE_MILLISECONDS = 10_000;
const LOOK_MILLISECONDS = 500;
const FEWEST_BAR_COLUMNS = 10;
const MOST_BAR_COLUMNS = 40;
/** What stands beside the bar, with numbers of six digits. */
const COLUMNS_BESIDE = 62;

/** The one that is shown now. */
let shown: Display | null = null;

/**
 * As the flag `--progress` says. By default: a bar if stderr is a terminal that can show one, and nothing if it is no terminal. With `--progress`: a
 * line every ten seconds there. With `--no-progress`: nothing.
 */
export function progressOf({progress}: {readonly progress: boolean | null}): WithProgress {
  return async (work, run) => {
    const display = chosenDisplay(progress);
    if (display === null) return run({advance: () => {}});
    const {patience = 0} = work;
    const count = {value: 0};
    let isOver = false;
    const begin = async (): Promise<void> => {
      const total = typeof work.total === 'number' ? work.total : await work.total();
      const made = await display(work, total, count);
      // It may be over by now, or the process has been told to end.
      if (isOver) made.stop();
      else shown = made;
    };
    // If `patience` is 0, the work begins only after the total is shown.
    const timer = patience === 0 ? null : setTimeout(() => void begin().catch(() => {}), patience).unref();
    if (timer === null) await begin();
    // Before any notice about the end, on the line of the bar.
    process.prependListener('exit', clearProgress);
    try {
      return await run({
        advance: (steps = 1) => {
          count.value += steps;
        },
      });
    } finally {
      isOver = true;
      if (timer !== null) clearTimeout(timer);
      process.off('exit', clearProgress);
      clearProgress();
    }
  };
}

/** Removes the bar, and leaves the terminal as it was. At once, so that it also works when the process ends. */
export function clearProgress(): void {
  shown?.stop();
  shown = null;
}

interface Display {
  stop(): void;
}

type MakeDisplay = (work: Work, total: number, count: {readonly value: number}) => Promise<Display>;

function chosenDisplay(flag: boolean | null): MakeDisplay | null {
  if (flag === false) return null;
  if (process.stderr.isTTY === true && process.env.TERM !== 'dumb') return startBar;
  return flag === true ? startLines : null;
}

async function startLines({label, unit}: Work, total: number, count: {readonly value: number}): Promise<Display> {
  const remaining = new RemainingTime(total, performance.now());
  const look = setInterval(() => remaining.note(count.value, performance.now()), LOOK_MILLISECONDS);
  const say = setInterval(() => {
    const [done, all] = [shownCount(count.value, unit), shownCount(total, unit)];
    const share = total === 0 ? 100 : Math.floor((Math.min(count.value, total) / total) * 100);
    const left = remaining.text();
    void writeNotice(`${label}: ${done} of ${all} ${nameOf(unit)} (${share} %)${left === '' ? '' : `, ${left}`}.`);
  }, LINE_MILLISECONDS);
  // A line about progress must not keep a program alive that waits for nothing else.
  look.unref();
  say.unref();
  return {
    stop: () => {
      clearInterval(look);
      clearInterval(say);
    },
  };
}

async function startBar({label, unit}: Work, total: number, count: {readonly value: number}): Promise<Display> {
  const {default: cliProgress} = await import('cli-progress');
  const Drawn = cliProgress.SingleBar as unknown as new (options: Options) => DrawnBar;
  const remaining = new RemainingTime(total, performance.now());
  let lookedAt = performance.now();
  // The drawing must not keep a program alive that waits for nothing else.
  class Bar extends Drawn {
    override render(): void {
      const now = performance.now();
      if (now - lookedAt >= LOOK_MILLISECONDS) {
        remaining.note(count.value, now);
        lookedAt = now;
      }
      this.value = Math.min(count.value, total);
      this.payload.left = remaining.text();
      super.render();
      this.timer?.unref();
    }
  }
  const bar = new Bar({
    format: `${label} {bar} {percentage} % | {value} of {total} ${nameOf(unit)} | {left}`,
    formatValue: (value, _, kind) => (kind === 'percentage' ? String(value) : shownCount(value, unit)),
    barsize: Math.min(MOST_BAR_COLUMNS, Math.max(FEWEST_BAR_COLUMNS, process.stderr.columns - COLUMNS_BESIDE || 0)),
    barCompleteChar: '█',
    barIncompleteChar: '░',
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
  });
  bar.start(total, 0, {left: ''});
  const uncover = coverTerminal({
    hide: () => {
      bar.terminal.cursorTo(0, null);
      bar.terminal.clearRight();
      bar.lastDrawnString = '';
    },
    show: () => bar.render(),
  });
  return {
    stop: () => {
      uncover();
      bar.stop();
    },
  };
}

function nameOf(unit: Unit): string {
  return typeof unit === 'string' ? unit : unit.name;
}

function shownCount(steps: number, unit: Unit): string {
  return groupedNumber(Math.floor(steps / (typeof unit === 'string' ? 1 : unit.steps)));
}

/** What the package's types lack. */
interface DrawnBar extends SingleBar {
  timer: NodeJS.Timeout | null;
  value: number;
  payload: {left: string};
  lastDrawnString: string;
  readonly terminal: {cursorTo(x: number, y: null): void; clearRight(): void};
  render(): void;
}
