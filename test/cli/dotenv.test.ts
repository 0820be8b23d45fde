import {mkdir, mkdtemp, rm, symlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {parseDotenv} from '../../src/cli/dotenv-file.ts';
import {readSettings} from '../../src/cli/settings.ts';
import {execFileSync} from '../support/blocking-process.ts';

const TEXT = 'LSE_REPORT_BACKEND=db\nLSE_DATA_DIR=/données\n';

let directory: string;
const before = process.cwd();

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lse-test-'));
  process.chdir(directory);
});

afterEach(async () => {
  process.chdir(before);
  await rm(directory, {recursive: true, force: true});
});

const read = () => readSettings({}, {});

function faultsOf(settings: Promise<unknown>): Promise<string> {
  return settings.then(
    () => 'none',
    (error: Error) => error.message,
  );
}

describe('.env', () => {
  it.each([
    ['UTF-8', Buffer.from(TEXT)],
    ['UTF-8 with a byte order mark', Buffer.from(`\u{FEFF}${TEXT}`)],
    ['UTF-8 with lines of Windows', Buffer.from(TEXT.replaceAll('\n', '\r\n'))],
    ['UTF-8 without a last line end', Buffer.from(TEXT.trimEnd())],
  ])('is read in %s', async (_, bytes) => {
    await writeFile('.env', bytes);
    expect(await read()).toMatchObject({backend: 'db', dataDir: '/données'});
  });

  const bigEndian = (text: string) => Buffer.from(text, 'utf16le').swap16();
  it.each([
    [
      'UTF-16, as PowerShell writes it',
      Buffer.from(`\u{FEFF}${TEXT}`, 'utf16le'),
      /\.env is in UTF-16; save it as UTF-8/,
    ],
    ['UTF-16, the other way round', bigEndian(`\u{FEFF}${TEXT}`), /\.env is in UTF-16; save it as UTF-8/],
    ['UTF-16 without a mark', Buffer.from(TEXT, 'utf16le'), /\.env holds NUL bytes, as UTF-16 and binary files do/],
    ['UTF-32', Buffer.concat([Buffer.from([0, 0, 0xfe, 0xff]), Buffer.from(TEXT)]), /\.env holds NUL bytes/],
    ['Latin-1', Buffer.from(TEXT, 'latin1'), /line 2 of \.env is not in UTF-8; save the file as UTF-8/],
  ])('is refused in %s', async (_, bytes, expected) => {
    await writeFile('.env', bytes);
    await expect(read()).rejects.toThrow(expected);
  });

  it('is refused where it is a directory, a pipe or far too large', async () => {
    await mkdir('.env');
    await expect(read()).rejects.toThrow('.env is a directory; lse reads a file of that name');
    await rm('.env', {recursive: true});
    execFileSync('mkfifo', ['.env']);
    await expect(read()).rejects.toThrow('.env is neither a file nor a device');
    await rm('.env');
    await writeFile('.env', '#'.repeat(1024 * 1024 + 1));
    await expect(read()).rejects.toThrow('.env is larger than 1048576 bytes');
    await rm('.env');
    await symlink('.env', '.env');
    await expect(read()).rejects.toThrow('.env cannot be read (ELOOP); look at it with: ls -ld .env');
    await rm('.env');
    await symlink('/dev/null', '.env');
    expect(await read()).toMatchObject({backend: 'file'});
  });

  it('is refused where a line about a setting says nothing, or two say different things', async () => {
    await writeFile(
      '.env',
      '# mine\nLSE_REPORT_BACKEND db\nexport LSE_CACHE=off\nLSE_DATABASE_URL:sqlite:x\nLSE_CACHE=on\nOTHER thing\n',
    );
    const message = await faultsOf(read());
    expect(message).toContain('line 2 of .env is not of the form LSE_REPORT_BACKEND=value');
    expect(message).toContain('line 4 of .env is not of the form LSE_DATABASE_URL=value');
    expect(message).toContain('LSE_CACHE is set twice in .env, in lines 3 and 5');
    expect(message).not.toContain('OTHER');
  });

  it('has its faults reported together with those of the environment', async () => {
    await writeFile('.env', 'LSE_CACHE=perhaps\nLSE_BACKEND=db\nLSE_DATA_DIR x\n');
    const message = await faultsOf(readSettings({}, {LSE_MAX_FILE_BYTES: 'x', LSE_DATADIR: 'y'}));
    for (const part of [
      'LSE_DATADIR in the environment is not known',
      'LSE_BACKEND in .env is not known',
      'line 3 of .env is not of the form',
      'LSE_MAX_FILE_BYTES is not a whole number',
      `LSE_CACHE is neither 'on' nor 'off'`,
    ]) {
      expect(message).toContain(part);
    }
  });

  it('of any bytes is read or refused, and nothing of it is shown', () => {
    const piece = fc.constantFrom(
      'LSE_CACHE',
      'LSE_',
      '=',
      ':',
      ' ',
      '\n',
      '\r',
      '"',
      "'",
      '`',
      '#',
      '§hunter2',
      'export ',
      '\\',
      '\0',
      '\u{FEFF}',
    );
    const text = fc
      .array(fc.oneof(piece, fc.string({unit: 'binary', maxLength: 3})), {maxLength: 30})
      .map((parts) => Buffer.from(parts.join('')));
    fc.assert(
      fc.property(fc.oneof(text, fc.uint8Array({maxLength: 60})), (bytes) => {
        const {variables, faults} = parseDotenv(bytes, '.env');
        expect(faults.join()).not.toContain('hunter2');
        if (faults.length === 0)
          expect(Object.values(variables).every((value) => typeof value === 'string')).toBe(true);
        // Whatever begins like a setting of ours sets it, or is a fault.
        for (const [, name] of Buffer.from(bytes)
          .toString()
          .matchAll(/^(LSE_\w*)/gm)) {
          expect(faults.length > 0 || name === undefined || name in variables).toBe(true);
        }
      }),
      {numRuns: 3000},
    );
  });
});
