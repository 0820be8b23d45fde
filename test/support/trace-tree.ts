import {mkdir, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';

/** A tree by path: `project/2025-09-13/file.json`. Objects are written as JSON, text and bytes as they are. */
export type TreeFiles = Readonly<Record<string, string | Uint8Array | object>>;

export async function writeTree(directory: string, files: TreeFiles): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    const file = join(directory, path);
    await mkdir(dirname(file), {recursive: true});
    const isRaw = typeof content === 'string' || content instanceof Uint8Array;
    await writeFile(file, isRaw ? content : JSON.stringify(content));
  }
}

/** A document of one run; `trace` members stand above the defaults. */
export function documentOf(runId: string, trace: object = {}, metadata: object = {}): object {
  return {metadata: {run_id: runId, ...metadata}, trace: {id: runId, name: 'chain', status: 'success', ...trace}};
}

/** A document whose run fails. */
export function failingDocument(runId: string, trace: object = {}, metadata: object = {}): object {
  return documentOf(runId, {name: 'zenrows_scraper', status: 'error', ...trace}, metadata);
}
