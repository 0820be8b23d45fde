import {describe, expect, it} from '@jest/globals';
import {linePlot} from '../bench/plot.js';
import {runCommand} from '../bench/process.js';
import {seconds} from '../bench/quantity.js';
import {exitCodeOf, judge, judgementLines, noiseOf} from '../bench/regression/judgement.js';
import {markdownDetails, markdownReport, resultLines} from '../bench/report.js';
import {requireEqual} from '../bench/result.js';
import {interleave} from '../bench/rounds.js';
import {median, pairwiseRatio, quantile} from '../bench/statistics.js';

describe('the statistics of the benchmark', () => {
  it('take the middle, between two where there is none', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(quantile([0, 10, 20, 30, 40], 0.95)).toBeCloseTo(38);
    expect(() => median([])).toThrow('Nothing was measured.');
  });

  it('take ratios pair by pair, so that a slow minute does not count', () => {
    // The third round was ten times as slow for both; the ratio of the medians would say 1.5.
    expect(pairwiseRatio([1, 3, 20], [2, 2, 40])).toEqual({median: 0.5, least: 0.5, most: 1.5});
    expect(() => pairwiseRatio([1], [1, 2])).toThrow('as many values');
  });

  it('are written with three digits that count', () => {
    expect([0.0001234, 0.01234, 0.1234, 1.234, 12.34, 123.4].map(seconds)).toEqual([
      '0.123 ms',
      '12.3 ms',
      '123 ms',
      '1.23 s',
      '12.3 s',
      '123 s',
    ]);
  });
});

describe('the runs of the benchmark', () => {
  const node = (label: string, code: string) => ({label, argv: [process.execPath, '-e', code]});

  it('warm up and check before anything counts, and then take turns', async () => {
    const order: string[] = [];
    const commands = ['a', 'b'].map((label) => ({
      ...node(label, `console.log('${label}')`),
      prepare: () => {
        order.push(label);
      },
    }));
    const {runs, checked} = await interleave(commands, 2, (warmUps) => {
      order.push('check');
      return warmUps.map(({stdout}) => stdout.trim());
    });
    expect(order).toEqual(['a', 'b', 'check', 'a', 'b', 'a', 'b']);
    expect(checked).toEqual(['a', 'b']);
    expect(runs.map((ofCommand) => ofCommand.length)).toEqual([2, 2]);
  });

  it('fail with a command that fails, and with sides that do not agree', async () => {
    await expect(runCommand(node('broken', 'process.exit(3)'))).rejects.toThrow("'broken' failed with exit code 3.");
    expect(() => requireEqual('counts', [{traces: 1}, {traces: 2}])).toThrow(
      'The sides of \'counts\' do not agree:\n{"traces":1}\n{"traces":2}',
    );
  });

  it('keep the settings of the caller out', async () => {
    process.env.LSE_DATA_DIR = 'elsewhere';
    try {
      const {stdout} = await runCommand(node('environment', 'console.log(process.env.LSE_DATA_DIR)'));
      expect(stdout).toBe('undefined\n');
    } finally {
      delete process.env.LSE_DATA_DIR;
    }
  });
});

describe('the report of the benchmark', () => {
  const result = {
    title: 'A against B',
    about: 'Why.',
    agreed: 'Both count 3.',
    commands: [{label: 'A', text: 'a --x', prepared: 'its cache is deleted'}],
    tables: [{caption: 'Medians.', head: ['', 'Time'], rows: [['A | B', '1.00 s']]}],
    verdicts: [{what: 'A / B', time: '2.00 s / 1.00 s', found: '2.00 (1.90 to 2.10)', target: '≤ 1.5', isMet: false}],
    plots: [{name: 'growth', title: 'Growth', svg: ''}],
    notes: [],
    samples: [],
  };
  const skipped = {title: 'C', skipped: 'There is no C.'};
  const found: Parameters<typeof markdownReport>[0] = {
    command: 'npm run bench',
    facts: [['Node', 'v20']],
    notices: [],
    results: [result, skipped],
    data: [{label: 'tree', text: 'make-tree', prepared: null}],
  };
  const report = markdownReport(found);
  const details = markdownDetails(found);

  it('says who wrote it, and on what', () => {
    for (const page of [report, details]) {
      expect(page.split('\n')[0]).toBe(
        '<!-- Written by `npm run bench`. Do not edit it: the next run overwrites it. -->',
      );
    }
    expect(report).toContain('| Node | v20 |');
  });

  it('has every target, and whether it is met', () => {
    expect(report).toContain('| A against B | 2.00 s / 1.00 s | 2.00 (1.90 to 2.10) | ≤ 1.5 | **not met** |');
    expect(details).toContain('A / B: **2.00 (1.90 to 2.10)**. Target ≤ 1.5: **not met**.');
    expect(report).toContain('| C |  | skipped |  |  |');
    expect(details).toContain('## C\n\nSkipped: There is no C.');
    expect(resultLines(skipped)).toEqual(['C: skipped. There is no C.']);
  });

  it('has the commands to repeat it with', () => {
    expect(details).toContain('```sh\n# A; before each run, not measured: its cache is deleted\na --x\n```');
    expect(details).toContain('```sh\n# tree\nmake-tree\n```');
  });

  it('shows plots from beside it, and no cell ends a table', () => {
    expect(report).toContain('![Growth](performance-growth.svg)');
    expect(details).toContain('| A \\| B | 1.00 s |');
  });
});

describe('a plot of the benchmark', () => {
  it('starts at zero and has a mark for every point', () => {
    const lines = [
      {
        name: 'a & b',
        points: [
          [1, 50],
          [10, 100],
        ],
      },
    ];
    const svg = linePlot({title: 'T', x: 'days', y: 'ms', lines, isDoubling: false});
    expect(svg.match(/<circle/g)).toHaveLength(2);
    expect(svg).toContain('>0</text>');
    expect(svg).toContain('>100</text>');
    expect(svg).toContain('a &amp; b');
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });
});

describe('the check for regressions', () => {
  const steady = [100, 101, 99, 100, 102, 98, 100, 101, 99];
  const figure = (found: number, noise: number) => judge({name: 'errors', kind: 'time', found, before: 2, noise});

  it('takes the noise from what a command differs by from itself', () => {
    expect(noiseOf(steady, steady)).toBe(0);
    // Each time of the second is a tenth more: that is no scatter, but these two medians differ by so much.
    expect(
      noiseOf(
        steady,
        steady.map((time) => time * 1.1),
      ),
    ).toBeCloseTo(Math.log(1.1));
    const wild = noiseOf([100, 150, 80, 120, 90], [120, 90, 100, 150, 80]);
    expect(wild).toBeGreaterThan(noiseOf([100, 102, 99, 101, 98], [101, 99, 100, 102, 98]));
  });

  it('finds worse what differs by more than the noise and a tenth, and nothing else', () => {
    expect([2, 2.2, 2.23, 1.7].map((found) => figure(found, 0.01).word)).toEqual([
      'as before',
      'as before',
      'worse',
      'better',
    ]);
    expect([2.1, 2.5].map((found) => figure(found, 0.2).word)).toEqual(['too noisy', 'too noisy']);
    expect(figure(3, 0.2).word).toBe('worse');
  });

  it('ends with 1 if anything is worse, and with 2 if it cannot be told', () => {
    const [fine, noisy, worse] = [figure(2, 0.01), figure(2, 0.2), figure(3, 0.01)];
    expect([[fine], [fine, noisy], [fine, noisy, worse]].map(exitCodeOf)).toEqual([0, 2, 1]);
  });

  it('says what was found, what it was, and by how much it may differ', () => {
    expect(judgementLines([figure(3, 0.01)])).toEqual([
      'errors                                    time       3.000     2.000     +50.0 %    11.0 %  worse',
    ]);
  });
});
