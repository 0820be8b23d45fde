import {afterEach, beforeEach, describe, expect, it, jest} from '@jest/globals';
import {progressOf} from '../../src/cli/progress.ts';
import {RemainingTime} from '../../src/cli/remaining-time.ts';
import {writeNotice} from '../../src/cli/terminal.ts';
import type {CalendarDate} from '../../src/core/calendar-date.ts';
import {Backends} from '../support/backends.ts';
import {lse} from '../support/lse.ts';
import {withTemporaryDirectory} from '../support/temporary-directory.ts';
import {documentOf} from '../support/trace-tree.ts';

const loading = {label: 'Loading', unit: 'files', total: 12_000};

let written: string;

/** stderr as a terminal or none, and what is written to it. */
function useStderr({isTTY, columns = 80}: {isTTY: boolean; columns?: number}): void {
  Object.assign(process.stderr, {isTTY, columns});
}

beforeEach(() => {
  written = '';
  jest.spyOn(process.stderr, 'write').mockImplementation(((text: string, done?: () => void) => {
    written += text;
    if (typeof done === 'function') done();
    return true;
  }) as typeof process.stderr.write);
});

const before = {isTTY: process.stderr.isTTY, columns: process.stderr.columns, TERM: process.env.TERM};

afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
  Object.assign(process.stderr, {isTTY: before.isTTY, columns: before.columns});
  if (before.TERM === undefined) delete process.env.TERM;
  else process.env.TERM = before.TERM;
});

describe('progress on a terminal', () => {
  beforeEach(() => {
    process.env.TERM = 'xterm';
    useStderr({isTTY: true});
    jest.useFakeTimers();
  });

  it('is a bar with what is counted, and with the time that is left as soon as that is known', async () => {
    await progressOf({progress: null})(loading, async ({advance}) => {
      for (let second = 0; second < 30; second += 1) {
        advance(200);
        await jest.advanceTimersByTimeAsync(1000);
      }
    });
    expect(written).toMatch(/Loading [█░]{18} 50 % \| 6,000 of 12,000 files \| about 30 s left/);
    expect(written).not.toContain('NaN');
    const [first = ''] = /Loading [^\u001b]*/.exec(written) ?? [];
    expect(first).toMatch(/0 of 12,000 files \| $/);
    // No wider than the terminal.
    const shown = written.match(/Loading [^\u001b]*/g) ?? [];
    expect(Math.max(...shown.map((text) => [...text].length))).toBeLessThanOrEqual(80);
  });

  it('is taken away when the work ends, and when it fails', async () => {
    const failing = progressOf({progress: null})(loading, async () => {
      throw new Error('half-way');
    });
    await expect(failing).rejects.toThrow('half-way');
    expect(written).toContain('Loading');
    // The line is cleared, and the cursor is there again.
    expect(written).toMatch(/\u001b\[(?:0K|J|0J)[\s\S]*\u001b\[\?25h/);
    written = '';
    await writeNotice('x');
    await jest.advanceTimersByTimeAsync(1000);
    expect(written).toBe('x\n');
  });

  it('makes room for a notice, and comes back below it', async () => {
    await progressOf({progress: null})(loading, async () => {
      written = '';
      await writeNotice('Warning: x');
    });
    expect(written).toMatch(/^\u001b\[1G\u001b\[0KWarning: x\n\u001b\[1GLoading /);
  });

  it('counts what is read twice once', async () => {
    const twice = {label: 'Importing', unit: {name: 'MB', steps: 2_000_000}, total: 600_000_000};
    await progressOf({progress: null})(twice, async ({advance}) => {
      advance(300_000_000);
      await jest.advanceTimersByTimeAsync(1000);
    });
    expect(written).toContain('50 % | 150 of 300 MB');
  });

  it('waits with work that is often over at once, and does not even count it then', async () => {
    const counts: string[] = [];
    const total = async (): Promise<number> => {
      counts.push(`after ${written.length}`);
      return 10;
    };
    const patient = {...loading, total, patience: 700};
    await progressOf({progress: null})(patient, () => jest.advanceTimersByTimeAsync(600));
    expect({counts, written}).toEqual({counts: [], written: ''});
    await progressOf({progress: null})(patient, async ({advance}) => {
      advance(4);
      await jest.advanceTimersByTimeAsync(1500);
    });
    expect(written).toContain('40 % | 4 of 10 files');
  });

  it.each([[{TERM: 'dumb', progress: null}], [{TERM: 'xterm', progress: false}]])(
    'is nothing with %j',
    async ({TERM, progress}) => {
      process.env.TERM = TERM;
      await progressOf({progress})(loading, () => jest.advanceTimersByTimeAsync(60_000));
      expect(written).toBe('');
    },
  );
});

describe('progress without a terminal', () => {
  beforeEach(() => {
    useStderr({isTTY: false});
    jest.useFakeTimers();
  });

  it('is nothing, and is not counted for', async () => {
    const total = async (): Promise<number> => {
      throw new Error('was asked for');
    };
    await progressOf({progress: null})({...loading, total}, () => jest.advanceTimersByTimeAsync(60_000));
    expect(written).toBe('');
  });

  it('is a line every ten seconds with --progress, without a character that moves a cursor', async () => {
    await progressOf({progress: true})(loading, async ({advance}) => {
      for (let second = 0; second < 25; second += 1) {
        await jest.advanceTimersByTimeAsync(1000);
        advance(100);
      }
    });
    expect(written).toBe(
      'Loading: 900 of 12,000 files (7 %), about 2 min left.\nLoading: 1,900 of 12,000 files (15 %), about 2 min left.\n',
    );
  });
});

describe('a report from files', () => {
  it.each(['with', 'without'])('counts each of its files once, %s a cache', (cache) =>
    withTemporaryDirectory(async (directory) => {
      const backends = await Backends.create();
      try {
        const files = Array.from({length: 30}, (_, at) => [
          `a/2025-09-${13 + (at % 3)}/${at}.json`,
          documentOf(`${at}`),
        ]);
        await backends.useTree(Object.fromEntries(files));
        const {FileSource} = await import('../../src/backends/file/file-source.ts');
        const {DayCache} = await import('../../src/backends/file/cache/day-cache.ts');
        const {TraceTree} = await import('../../src/backends/file/tree/trace-tree.ts');
        const {errorTable} = await import('../../src/core/reports/zenrows-errors.ts');
        const tree = await TraceTree.open(backends.dataDir, 1_000_000);
        const days = new DayCache(tree, {directory, version: '1'});
        const scope = {project: null, from: '2025-09-13' as CalendarDate, to: '2025-09-15' as CalendarDate};
        for (const _ of ['read', 'remembered']) {
          let told = 0;
          const onFiles = (count: number): void => {
            told += count;
          };
          const shorter = cache === 'with' ? days.scan.bind(days) : null;
          const source = new FileSource(tree, shorter, onFiles);
          await errorTable(source, scope);
          for await (const _trace of source.failingTraces(null, scope.to)) void 0;
          expect(told).toBe(30);
        }
      } finally {
        await backends.destroy();
      }
    }),
  );

  it('takes --progress, and says nothing when it is over soon', () =>
    withTemporaryDirectory(async (directory) => {
      const {code, stderr} = await lse(['report', 'zenrows-errors', '--date', '2025-09-13', '--progress'], {
        LSE_DATA_DIR: directory,
      });
      expect({code, stderr}).toMatchObject({code: 0, stderr: expect.not.stringContaining('Reading')});
    }));
});

describe('the time that is left', () => {
  /** With so many steps in each second; `text` at the end. */
  function leftAfter(steps: readonly number[], total: number): string {
    const remaining = new RemainingTime(total, 0);
    let value = 0;
    for (const [at, step] of steps.entries()) {
      value += step;
      remaining.note(value, (at + 1) * 1000);
    }
    return remaining.text();
  }

  it('is not known at once, nor before anything is done', () => {
    expect(leftAfter([100], 1000)).toBe('');
    expect(leftAfter([0, 0, 0, 0, 0], 1000)).toBe('');
    expect(leftAfter([1, 1, 1], 1000)).toBe('');
  });

  it('is what the speed says, and does not jump for one slow second or one quick one', () => {
    const steady = Array.from({length: 20}, () => 10);
    expect(leftAfter(steady, 800)).toBe('about 1 min left');
    expect(leftAfter([...steady, 0], 800)).toBe('about 1 min left');
    expect(leftAfter([...steady, 30], 800)).toBe('about 50 s left');
    expect(leftAfter(steady, 220)).toBe('less than 5 s left');
  });

  it('grows when the work gets slow for good, and says so in hours', () => {
    const slowed = [...Array.from({length: 60}, () => 100), ...Array.from({length: 60}, () => 1)];
    expect(leftAfter(slowed, 12_060)).toMatch(/^about 3[0-9] min left$/);
    expect(
      leftAfter(
        Array.from({length: 100}, () => 1),
        10_000,
      ),
    ).toBe('about 2 h 45 min left');
  });
});
