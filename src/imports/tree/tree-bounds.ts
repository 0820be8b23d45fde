import {existsSync, realpathSync} from 'node:fs';
import {sep} from 'node:path';
import {SourceError} from '../../core/errors.ts';

/** No report reads what lies behind a link that leads outside. */
export function requireInside(path: string, root: string): void {
  if (!existsSync(path)) return;
  const real = realpathSync.native(path);
  if (real.startsWith(root.endsWith(sep) ? root : root + sep)) return;
  throw new SourceError(
    'LSE_DATA_DIR',
    `The directory ${path} is a link that leads outside of the data dir, where no report would read what is written.`,
    'Name the directory that it leads to, or another one, with --out DIR.',
  );
}
