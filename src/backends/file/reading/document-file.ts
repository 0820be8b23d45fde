import {sep} from 'node:path';
import type {ReadFile} from '../../../core/document-tree.ts';
import {giveBack} from '../../../core/large-memory.ts';
import {readDocument} from '../../../core/run-document.ts';
import {FILES_A_TURN} from '../threads/scan-turns.ts';
import {shownName} from '../tree/undecodable-name.ts';
import {FileBytes} from './file-bytes.ts';
import {quickRunDocument} from './quick-run-document.ts';
import {NAME_IS_NOT_UTF8, reasonOf} from './unreadable-reason.ts';

/**
 * Reads the files of a directory in the order given, some at once and then none until whoever else waits had a turn. What
 * is wrong with a file is part of the answer. A document is to be used before the next one is asked for. Without waiting for each file: see `readRecords`.
 */
export async function* readDocuments(
  directory: string,
  root: string,
  fileNames: readonly string[],
  maxFileBytes: number,
): AsyncGenerator<ReadFile> {
  const files = new FileBytes(root, maxFileBytes);
  for (const [at, fileName] of fileNames.entries()) {
    if (at % FILES_A_TURN === FILES_A_TURN - 1) await new Promise((resolve) => setImmediate(resolve));
    const file = readDocumentFile(files, `${directory}${sep}${fileName}`, fileName);
    yield file;
    file.document?.release?.();
    giveBack();
  }
}

function readDocumentFile(files: FileBytes, path: string, fileName: string): ReadFile {
  if (!fileName.isWellFormed()) return {fileName: shownName(fileName), document: null, reason: NAME_IS_NOT_UTF8};
  try {
    const bytes = files.read(path);
    return {fileName, document: quickRunDocument(bytes) ?? readDocument(bytes), reason: null};
  } catch (error) {
    return {fileName, document: null, reason: reasonOf(error)};
  }
}
