import type {UnreadableFile} from '../../core/report-source.ts';

/** As text, not as `jsonb`: a name or a reason may have characters that `jsonb` refuses, and JSON escapes them. */
export function printUnreadable(files: readonly UnreadableFile[]): string {
  return JSON.stringify(files);
}

export function readUnreadable(text: string): readonly UnreadableFile[] {
  return JSON.parse(text) as UnreadableFile[];
}
