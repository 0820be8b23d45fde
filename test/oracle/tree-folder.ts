import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {TreeFile} from './tree-file.ts';

/** All files of a tree on disk, those that are to be ignored included; not for trees with symbolic links. */
export function readTreeFolder(folder: string): TreeFile[] {
  return subfolders(folder).flatMap((project) =>
    subfolders(join(folder, project)).flatMap((date) =>
      readdirSync(join(folder, project, date), {withFileTypes: true})
        .filter((entry) => entry.isFile())
        .map(({name}) => ({project, date, fileName: name, bytes: readFileSync(join(folder, project, date, name))})),
    ),
  );
}

function subfolders(folder: string): string[] {
  return readdirSync(folder, {withFileTypes: true})
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
}
