import type {UnreadableFile} from '../core/report-source.ts';
import {importHint} from './import-hint.ts';

const NAMED = 20;
/** Of those that can be imported, so many are named in one command. */
const IMPORTED = 5;

/** The lines that name unreadable files: the first 20 with their reasons, how many more there are, and how to read those that can be imported. */
export function unreadableNotice(files: readonly UnreadableFile[]): string[] {
  if (files.length === 0) return [];
  const lines = files
    .slice(0, NAMED)
    .map(({path, reason}) => `Warning: ${path} is unreadable and not counted: ${reason}.`);
  if (files.length > NAMED) lines.push(`Warning: ${files.length - NAMED} more files are unreadable and not counted.`);
  const sources = files.flatMap(({importFrom}) => (importFrom === undefined ? [] : [importFrom]));
  return [...lines, `Unreadable files: ${files.length}.`, ...hintOf(sources)];
}

/** Records lie beside them, so that no directory can be named for all of them. */
function hintOf(sources: readonly string[]): string[] {
  if (sources.length === 0) return [];
  if (sources.length <= IMPORTED) return [importHint(sources.join(' '), sources.length)];
  const first = importHint(sources.slice(0, IMPORTED).join(' '), IMPORTED);
  return [`${first}, and ${sources.length - IMPORTED} more in the same way`];
}
