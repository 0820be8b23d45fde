import type {UnreadableFile} from '../core/report-source.ts';
import {importHint} from './import-hint.ts';

const NAMED = 20;

/** The lines that name unreadable files: the first 20 with their reasons, how many more there are, and how to read those that can be imported. */
export function unreadableNotice(files: readonly UnreadableFile[]): string[] {
  if (files.length === 0) return [];
  const lines = files
    .slice(0, NAMED)
    .map(({path, reason}) => `Warning: ${path} is unreadable and not counted: ${reason}.`);
  if (files.length > NAMED) lines.push(`Warning: ${files.length - NAMED} more files are unreadable and not counted.`);
  const sources = files.flatMap(({importFrom}) => (importFrom === undefined ? [] : [importFrom]));
  const [source] = sources;
  const hint = source === undefined ? [] : [importHint(source, sources.length)];
  return [...lines, `Unreadable files: ${files.length}.`, ...hint];
}
