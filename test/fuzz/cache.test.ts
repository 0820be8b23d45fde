import {cpSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
// What a command imports late and at once; jest's module linker loses its way in that.
import '../../src/backends/file/file-source.ts';
import '../../src/backends/file/tree/trace-tree.ts';
import {letFilesSettle, restoreClock} from '../support/file-clock.ts';
import {lse, type Outcome} from '../support/lse.ts';
import {withTemporaryDirectory} from '../support/temporary-directory.ts';
import {writeTree} from '../support/trace-tree.ts';

const RUNS = 80;
const DATES = ['2025-09-13', '2025-09-14'];

type Damage = {readonly way: 'cut' | 'flip' | 'digit' | 'line' | 'nonsense' | 'empty' | 'other'; readonly at: number};

const damage: fc.Arbitrary<readonly Damage[]> = fc.array(
  fc.record({
    way: fc.constantFrom('cut', 'flip', 'digit', 'digit', 'line', 'nonsense', 'empty', 'other'),
    at: fc.nat(),
  }),
  {minLength: 1, maxLength: 3},
);

describe('a cache that was damaged', () => {
  it('counts as not there, whatever is wrong with it', async () => {
    await withTemporaryDirectory(async (directory) => {
      const before = process.cwd();
      process.chdir(directory);
      try {
        await writeTree('data', tree());
        // A file that was changed less than two seconds ago is not remembered.
        await letFilesSettle('data');
        const report = async (): Promise<Outcome[]> => {
          const environment = {LSE_CACHE: 'on', LSE_DATA_DIR: 'data'};
          const range = ['--from', '2025-09-13', '--to', '2025-09-14'];
          return [
            await lse(['report', 'zenrows-errors', ...range], environment),
            await lse(['report', 'zenrows-detail', '--date', '2025-09-13', '--format', 'json'], environment),
          ];
        };
        const expected = await report();
        expect(expected).toMatchObject([{code: 0, stderr: expect.stringContaining('Unreadable files: 1')}, {code: 0}]);
        const files = filesBelow('.lse');
        expect(files.length).toBeGreaterThan(0);
        cpSync('.lse', 'whole', {recursive: true});
        await fc.assert(
          fc.asyncProperty(damage, async (all) => {
            rmSync('.lse', {recursive: true, force: true});
            cpSync('whole', '.lse', {recursive: true});
            for (const each of all) damageOne(files, each);
            expect(await report()).toEqual(expected);
          }),
          {numRuns: RUNS},
        );
      } finally {
        restoreClock();
        process.chdir(before);
      }
    });
  });
});

function damageOne(files: readonly string[], {way, at}: Damage): void {
  const path = files[at % files.length] as string;
  const {size} = statSync(path);
  if (size === 0) return;
  const bytes = readFileSync(path);
  const place = at % size;
  if (way === 'cut') truncateSync(path, place);
  else if (way === 'empty') truncateSync(path, 0);
  else if (way === 'nonsense') writeFileSync(path, `{"nonsense": ${at}}\n`);
  else if (way === 'other') writeFileSync(path, readFileSync(files[(at + 1) % files.length] as string));
  else if (way === 'line')
    writeFileSync(
      path,
      bytes
        .toString('latin1')
        .split('\n')
        .toSpliced(at % 5, 1)
        .join('\n'),
      'latin1',
    );
  else {
    // One digit for another leaves a text that looks right, and says something else.
    const digits = [...bytes.keys()].filter((each) => way === 'flip' || isDigit(bytes[each] ?? 0));
    const chosen = digits[at % Math.max(1, digits.length)] ?? place;
    bytes[chosen] = way === 'flip' ? (bytes[chosen] ?? 0) ^ (1 << (at % 8)) : 0x30 + (((bytes[chosen] ?? 0) + 1) % 10);
    writeFileSync(path, bytes);
  }
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function filesBelow(directory: string): string[] {
  return readdirSync(directory, {recursive: true, encoding: 'utf8'})
    .map((name) => join(directory, name))
    .filter((path) => statSync(path).isFile())
    .sort();
}

function tree(): Record<string, string> {
  const files = DATES.flatMap((date, day) =>
    Array.from({length: 12}, (_, at) => {
      const trace = {
        id: `run-${at}`,
        trace_id: `trace-${at % 7}`,
        name: 'zenrows_scraper',
        status: at % 3 === day ? 'error' : 'success',
        error: `E${at}`,
        inputs: {crypto_symbol: at % 2 === 0 ? 'btc' : 'eth', url: `https://example.org/${at}`},
        start_time: `2025-09-13T10:00:${10 + at}`,
      };
      return [`alpha/${date}/run-${at}_100000.json`, JSON.stringify({metadata: {extracted_at: date}, trace})] as const;
    }),
  );
  return Object.fromEntries([...files, [`alpha/${DATES[0]}/broken_100000.json`, '{']]);
}
