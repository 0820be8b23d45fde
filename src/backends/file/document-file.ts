import {readFile, stat} from 'node:fs/promises';
import type {ReadFile} from '../../core/document-tree.ts';
import {readDocument, UnreadableDocument} from '../../core/run-document.ts';

/** Reads one file. What is wrong with the file is part of the answer; it never throws for that. */
export async function readDocumentFile(path: string, fileName: string, maxFileBytes: number): Promise<ReadFile> {
  try {
    const {size} = await stat(path);
    if (size > maxFileBytes) {
      throw new UnreadableDocument(`${size} bytes are more than LSE_MAX_FILE_BYTES allows (${maxFileBytes})`);
    }
    return {fileName, document: readDocument(await readFile(path)), reason: null};
  } catch (error) {
    return {fileName, document: null, reason: reasonOf(error)};
  }
}

/** A file that vanished or may not be read is as unreadable as one that is not JSON; anything else is our fault. */
function reasonOf(error: unknown): string {
  if (error instanceof UnreadableDocument) return error.message;
  const {code} = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  return `cannot be read (${code})`;
}
