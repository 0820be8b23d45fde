import {readFile, stat} from 'node:fs/promises';
import type {ReadFile} from '../../core/document-tree.ts';
import {readDocument} from '../../core/run-document.ts';
import {tooLarge} from './file-bytes.ts';
import {reasonOf} from './unreadable-reason.ts';

/** Reads one file. What is wrong with the file is part of the answer; it never throws for that. */
export async function readDocumentFile(path: string, fileName: string, maxFileBytes: number): Promise<ReadFile> {
  try {
    const {size} = await stat(path);
    if (size > maxFileBytes) throw tooLarge(size, maxFileBytes);
    return {fileName, document: readDocument(await readFile(path)), reason: null};
  } catch (error) {
    return {fileName, document: null, reason: reasonOf(error)};
  }
}
