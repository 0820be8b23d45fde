import type {UnreadableFile} from '../core/report-source.ts';

const NAMED = 20;

/** The lines that name unreadable files: the first 20 with their reasons, then how many more there are. */
export function unreadableNotice(files: readonly UnreadableFile[]): string[] {
  if (files.length === 0) return [];
  const lines = files
    .slice(0, NAMED)
    .map(({path, reason}) => `Warning: ${path} is unreadable and not counted: ${reason}.`);
  if (files.length > NAMED) lines.push(`Warning: ${files.length - NAMED} more files are unreadable and not counted.`);
  return [...lines, `Unreadable files: ${files.length}.`];
}
