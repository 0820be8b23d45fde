import {createTwoFilesPatch, FILE_HEADERS_ONLY} from 'diff';
import type {ChangedText} from './changed-file.ts';

/** A change as a unified diff that `git apply` and `patch -p1` take, in the directory that the path starts from; empty if nothing changes. */
export function patchOf(path: string, {before, after}: ChangedText): string {
  if (before === after) return '';
  const name = path.replaceAll('\\', '/').replace(/^(?:\.?\/)+/, '');
  return createTwoFilesPatch(
    before === null ? '/dev/null' : `a/${name}`,
    `b/${name}`,
    before ?? '',
    after,
    undefined,
    undefined,
    {context: 3, headerOptions: FILE_HEADERS_ONLY},
  );
}
