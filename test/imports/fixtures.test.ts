import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {cp, mkdir, rm, utimes, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, it} from '@jest/globals';
import fastGlob from 'fast-glob';
import {MODIFIED} from '../support/givens.ts';
import {lse} from '../support/lse.ts';
import {withTemporaryDirectory} from '../support/temporary-directory.ts';

const root = fileURLToPath(new URL('../../fixtures/imports', import.meta.url));
const formats = readdirSync(root).filter((name) => existsSync(`${root}/${name}/arguments.json`));

/** Whether the expected files are written instead. It is no setting of lse's own. */
const isWriting = process.env.LSE_WRITE_EXPECTED === '1';
delete process.env.LSE_WRITE_EXPECTED;

interface Imported {
  /** Files of the tree by their paths. */
  readonly tree: Readonly<Record<string, string>>;
  readonly receipt: string;
  readonly code: number;
}

/** Imports a format's sources as if they had been written at one time. What the tree and the receipt say of places begins at the folder. */
function imported(format: string, more: readonly string[] = []): Promise<Imported> {
  return withTemporaryDirectory(async (directory) => {
    await cp(`${root}/${format}`, directory, {recursive: true});
    for (const file of await fastGlob('source/**', {cwd: directory, dot: true, absolute: true})) {
      await utimes(file, new Date(MODIFIED), new Date(MODIFIED));
    }
    const args = (JSON.parse(readFileSync(`${root}/${format}/arguments.json`, 'utf8')) as string[]).map((arg) =>
      existsSync(join(directory, arg)) ? join(directory, arg) : arg,
    );
    const plain = (text: string): string => text.replaceAll(`${directory}/`, '');
    const run = () => lse(['import', ...args, '--out', join(directory, 'tree'), '--json', ...more]);
    const {code, stdout, stderr} = await run();
    if (code !== 0 && !more.includes('--strict')) throw new Error(stdout + stderr);
    const tree = await treeOf(join(directory, 'tree'), plain);
    // Again, it changes nothing.
    const again = JSON.parse((await run()).stdout) as {taken: number};
    if (again.taken !== 0) throw new Error('a second import takes runs again');
    expect(await treeOf(join(directory, 'tree'), plain)).toEqual(tree);
    return {tree, receipt: plain(stdout), code};
  });
}

async function treeOf(directory: string, plain: (text: string) => string): Promise<Record<string, string>> {
  const paths = await fastGlob('**', {cwd: directory, dot: true});
  return Object.fromEntries(paths.sort().map((path) => [path, plain(readFileSync(join(directory, path), 'utf8'))]));
}

async function writeExpected(format: string, {tree, receipt}: Imported): Promise<void> {
  await rm(`${root}/${format}/expected`, {recursive: true, force: true});
  for (const [path, text] of Object.entries(tree)) {
    const file = `${root}/${format}/expected/${path}`;
    await mkdir(dirname(file), {recursive: true});
    await writeFile(file, text);
  }
  await writeFile(`${root}/${format}/receipt.json`, receipt);
}

describe('the samples of every format', () => {
  it('are all there', () => {
    expect(formats.length).toBeGreaterThan(5);
  });

  it.each(formats)('give their tree and their receipt: %s', async (format) => {
    const found = await imported(format);
    if (isWriting) await writeExpected(format, found);
    const paths = await fastGlob('**', {cwd: `${root}/${format}/expected`, dot: true});
    const expected = paths.sort().map((path) => [path, readFileSync(`${root}/${format}/expected/${path}`, 'utf8')]);
    expect(found.tree).toEqual(Object.fromEntries(expected));
    expect(found.receipt).toBe(readFileSync(`${root}/${format}/receipt.json`, 'utf8'));
  });
});
