import {sep} from 'node:path';
import type {ReadFile} from '../../../core/document-tree.ts';
import {giveBack} from '../../../core/large-memory.ts';
import {type RunDocument, readDocument} from '../../../core/run-document.ts';
import type {ListedFiles} from '../marks/listed-days.ts';
import {shownName} from '../tree/undecodable-name.ts';
import {FILES_READ_A_TURN, nextTurn} from '../turns.ts';
import {FileBytes, type ListedFile} from './file-bytes.ts';
import {quickRunDocument} from './quick-run-document.ts';
import {NAME_IS_NOT_UTF8, reasonOf} from './unreadable-reason.ts';

/**
 * Reads the files of a directory in the order given: some at once, then none until other work had a turn. A fault of a file is part of the
 * answer. Use a document before you ask for the next one. It does not wait for each file: see `readRecords`.
 */
export async function* readDocuments(
  directory: string,
  root: string,
  fileNames: readonly string[],
  maxFileBytes: number,
  listed: ListedFiles | null = null,
): AsyncGenerator<ReadFile<RunDocument>> {
  const files = new FileBytes(root, maxFileBytes);
  for (const [at, fileName] of fileNames.entries()) {
    if (at % FILES_READ_A_TURN === FILES_READ_A_TURN - 1) await nextTurn();
    const place = listed === null ? null : {marks: listed.marks, at};
    const file = readDocumentFile(files, `${directory}${sep}${fileName}`, fileName, place);
    if (files.takeOther()) listed?.onOther(fileName);
    yield file;
    file.read?.release?.();
    giveBack();
  }
}

function readDocumentFile(
  files: FileBytes,
  path: string,
  fileName: string,
  listed: ListedFile | null,
): ReadFile<RunDocument> {
  if (!fileName.isWellFormed()) return {fileName: shownName(fileName), read: null, reason: NAME_IS_NOT_UTF8};
  try {
    const bytes = files.read(path, listed);
    return {fileName, read: quickRunDocument(bytes) ?? readDocument(bytes), reason: null};
  } catch (error) {
    return {fileName, read: null, reason: reasonOf(error)};
  }
}
