import type {SingleBar} from 'cli-progress';

/** A progress bar on stderr; nothing at all where that is not a terminal. */
export interface Progress {
  advance(steps?: number): void;
}

/** Runs `work` with a bar that counts up to `total`, found out only where there is a bar, and takes it away afterwards. */
export async function withProgress<T>(
  label: string,
  total: number | (() => Promise<number>),
  work: (progress: Progress) => Promise<T>,
): Promise<T> {
  if (!process.stderr.isTTY) return work({advance: () => {}});
  const bar = await startBar(label, typeof total === 'number' ? total : await total());
  try {
    return await work({advance: (steps = 1) => bar.increment(steps)});
  } finally {
    bar.stop();
  }
}

async function startBar(label: string, total: number): Promise<SingleBar> {
  const {default: cliProgress} = await import('cli-progress');
  const bar = new cliProgress.SingleBar({
    format: `${label} {bar} {percentage}% | {value}/{total} | {eta_formatted} left`,
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
  });
  bar.start(total, 0);
  return bar;
}
