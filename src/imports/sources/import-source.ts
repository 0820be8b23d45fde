import {stat} from 'node:fs/promises';
import {UsageError} from '../../core/errors.ts';
import {extractionRule} from '../extraction/extraction-time.ts';
import type {ImportSource} from '../given.ts';
import type {ImportOptions} from '../import-options.ts';
import {type ListedFile, stampOf} from './disk-file.ts';
import {FileSource} from './file-source.ts';
import {listedFiles} from './listed-files.ts';
import {type Scratch, withScratch} from './scratch.ts';

const STANDARD_INPUT = '-';

/**
 * Runs `work` with everything that the paths name as one sequence: files, directories with all below them, archives, and `-` for standard
 * input, which is saved to a temporary file, since it is read twice.
 *
 * @throws UsageError for paths and options that say nothing, and while it is read `SourceError`s for what changed
 */
export async function withImportSource<T>(
  paths: readonly string[],
  options: ImportOptions,
  work: (source: ImportSource) => Promise<T>,
): Promise<T> {
  const rule = extractionRule(options);
  if (paths.filter(isStandardInput).length > 1) {
    throw new UsageError('Standard input can be imported once.', 'Name it once: lse import -');
  }
  const files = listedFiles(paths.filter((path) => !isStandardInput(path)));
  return withScratch(async (scratch) => {
    const listed = [];
    for (const path of paths)
      listed.push(...(isStandardInput(path) ? [await savedInput(scratch)] : (files.shift() ?? [])));
    return work(new FileSource(listed, rule, options, scratch));
  });
}

function isStandardInput(path: string): boolean {
  return path === STANDARD_INPUT;
}

async function savedInput(scratch: Scratch): Promise<ListedFile> {
  if (process.stdin.isTTY) {
    throw new UsageError(
      'Standard input is a terminal, which gives no runs.',
      'Pipe a file in: lse import - < runs.jsonl',
    );
  }
  const location = await scratch.save(process.stdin);
  const stamp = stampOf(await stat(location));
  return {location, name: STANDARD_INPUT, root: STANDARD_INPUT, above: [], stamp};
}
