import type {Options, SingleBar} from 'cli-progress';

/** A progress bar on stderr; nothing at all where that is not a terminal. */
export interface Progress {
  advance(steps?: number): void;
}

/** The one that is on the terminal now. While it is, the cursor is hidden and lines do not wrap. */
let shown: SingleBar | null = null;

/** Runs `work` with a bar that counts up to `total`, found out only where there is a bar, and takes it away afterwards. */
export async function withProgress<T>(
  label: string,
  total: number | (() => Promise<number>),
  work: (progress: Progress) => Promise<T>,
): Promise<T> {
  if (!process.stderr.isTTY) return work({advance: () => {}});
  const bar = await startBar(label, typeof total === 'number' ? total : await total());
  shown = bar;
  // Before anything is said of the end, on the line of the bar.
  process.prependListener('exit', clearProgress);
  try {
    return await work({advance: (steps = 1) => bar.increment(steps)});
  } finally {
    process.off('exit', clearProgress);
    clearProgress();
  }
}

/** Takes the bar away, and leaves the terminal as it was. At once, so that it can be done when the process ends. */
export function clearProgress(): void {
  shown?.stop();
  shown = null;
}

async function startBar(label: string, total: number): Promise<SingleBar> {
  const {default: cliProgress} = await import('cli-progress');
  const Drawn = cliProgress.SingleBar as unknown as new (options: Options) => DrawnBar;
  // What is drawn again and again must not keep a program alive that waits for nothing else.
  class Bar extends Drawn {
    override render(): void {
      super.render();
      this.timer?.unref();
    }
  }
  const bar = new Bar({
    format: `${label} {bar} {percentage}% | {value}/{total} | {eta_formatted} left`,
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
  });
  bar.start(total, 0);
  return bar;
}

/** What the package's types leave out. */
interface DrawnBar extends SingleBar {
  timer: NodeJS.Timeout | null;
  render(): void;
}
