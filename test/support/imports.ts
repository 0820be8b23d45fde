import {existsSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import fastGlob from 'fast-glob';
import {TraceTree} from '../../src/backends/file/tree/trace-tree.ts';
import type {Around, FormatName, Given, GivenRun, ImportSource} from '../../src/imports/given.ts';
import {importRuns} from '../../src/imports/import-runs.ts';
import type {ProjectRules} from '../../src/imports/plan/project-names.ts';
import type {Receipt} from '../../src/imports/receipt/receipt.ts';
import {withTreeDraft} from '../../src/imports/tree/tree-draft.ts';
import {withLockedTree} from '../../src/imports/tree/tree-lock.ts';

export const EXTRACTED = '2025-10-01T12:30:45Z';
export const MOST_BYTES = 1_000_000;

/** A source of what is given, the same each time that it is read. */
export function sourceOf(given: readonly Given[]): ImportSource {
  let read = 0;
  return {
    bytes: given.length,
    bytesRead: () => read,
    formats: () => new Map<FormatName, number>([['runs', 1]]),
    async *read() {
      read = 0;
      for (const each of given) {
        read += 1;
        yield each;
      }
    },
    again: (work) =>
      work({
        async *others() {
          const whole = given.filter((each) => each.kind === 'run' && each.part === 'whole');
          for (const [number, run] of whole.entries()) yield {number, run: run as GivenRun};
        },
        fill: () => {
          throw new Error('no run here has a place');
        },
      }),
  };
}

let line = 0;

/** A run as a reader gives it: JSON text, or an object. */
export function given(run: object | string, around: Partial<Around> = {}, part: GivenRun['part'] = 'whole'): GivenRun {
  line += 1;
  return {
    kind: 'run',
    part,
    json: Buffer.from(typeof run === 'string' ? run : JSON.stringify(run)),
    place: {file: 'runs.jsonl', line},
    format: 'runs',
    around: {
      runId: null,
      traceId: null,
      startTime: null,
      projectName: null,
      projectId: null,
      extractedAt: EXTRACTED,
      extractedBy: 'document',
      metadata: null,
      derived: {},
      ...around,
    },
  };
}

export const IN_P: ProjectRules = {project: 'p', names: new Map()};

/** Imports into a directory, as the command does. */
export function importInto(
  directory: string,
  source: readonly Given[] | ImportSource,
  rules: ProjectRules = IN_P,
  maxFileBytes = MOST_BYTES,
): Promise<Receipt> {
  const whole = 'read' in source ? source : sourceOf(source);
  return withLockedTree(directory, async (root) => {
    const tree = await TraceTree.open(directory, maxFileBytes);
    return withTreeDraft(root, (draft) => importRuns(whole, {directory, tree, draft, maxFileBytes}, rules, () => {}));
  });
}

export function importDry(directory: string, source: readonly Given[], rules: ProjectRules = IN_P): Promise<Receipt> {
  const target = {directory, tree: null, draft: null, maxFileBytes: MOST_BYTES};
  return importRuns(sourceOf(source), target, rules, () => {});
}

/** Every file below a directory, hidden ones too, by its path, as text. */
export async function filesBelow(directory: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  if (!existsSync(directory)) return files;
  const paths = await fastGlob('**/*', {cwd: directory, dot: true});
  for (const path of paths.sort()) files[path] = await readFile(join(directory, path), 'utf8');
  return files;
}

interface ImportedDocument {
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly trace: Readonly<Record<string, unknown>>;
}

/** The documents of a tree, by their paths. */
export async function documentsBelow(directory: string): Promise<Record<string, ImportedDocument>> {
  const files = await filesBelow(directory);
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [path, JSON.parse(text) as ImportedDocument]));
}
