import {sep} from 'node:path';

/** Whether a real path lies below another one. */
export function isWithin(path: string, root: string): boolean {
  return path.startsWith(root.endsWith(sep) ? root : root + sep);
}
