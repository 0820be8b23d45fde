import {nameSome} from '../../core/named-list.ts';
import {shellWord} from '../../core/shell-word.ts';
import type {NewFile} from './new-files.ts';
import type {Reach} from './reach.ts';

/** What was found, in one line each. */
export function reachLines({trees, exports, databases}: Reach): string[] {
  return [
    `Trees:     ${trees.length === 0 ? 'none' : nameSome(trees)}`,
    `Exports:   ${exports.length === 0 ? 'none' : exports.map(({path, shape}) => `${path} (${shape})`).join(', ')}`,
    `Databases: ${databases.length === 0 ? 'none' : nameSome(databases)}`,
  ];
}

/** The files as they are or would be, each below its name. */
export function filesText(files: readonly Pick<NewFile, 'path' | 'text'>[]): string {
  return files.map(({path, text}) => `--- ${path}\n${text}`).join('');
}

/**
 * What to run next: files first, then the database.
 *
 * @param hasTree whether the chosen directory holds a tree
 */
export function nextCommand({exports}: Pick<Reach, 'exports'>, hasTree: boolean): string {
  if (hasTree) return 'lse db migrate';
  const [first] = exports;
  return `lse import ${first === undefined ? 'SOURCE' : shellWord(first.path)}`;
}
