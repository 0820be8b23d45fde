import {isExportReason} from './export-shape.ts';
import type {UnreadableFile} from './report-source.ts';
import {shellWord} from './shell-word.ts';

/** The same files; those that `lse import` takes have the path to give to it. `location` is the data directory as the user named it. */
export function withImports(files: readonly UnreadableFile[], location: string): UnreadableFile[] {
  const directory = location.replace(/\/+$/, '');
  return files.map((file) =>
    isExportReason(file.reason) ? {...file, importFrom: shellWord(`${directory}/${file.path}`)} : file,
  );
}
