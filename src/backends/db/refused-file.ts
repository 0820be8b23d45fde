import {refusedReason} from '../../core/refused-reason.ts';
import type {UnreadableFile} from '../../core/report-source.ts';
import type {DayKey} from '../../core/scope.ts';
import type {UnreadableSnapshot} from '../../core/source-snapshot.ts';

/** A file that the database did not take when it was loaded, and what the database said. */
export interface RefusedFile extends DayKey {
  readonly fileName: string;
  readonly reason: string;
}

/** The refused files that a source has found, each once. */
export class RefusedFiles {
  readonly #met = new Map<string, UnreadableFile>();

  get all(): readonly UnreadableFile[] {
    return [...this.#met.values()];
  }

  /** For the files of a day, as a comparison knows them. */
  meet(files: readonly RefusedFile[]): UnreadableSnapshot[] {
    return files.map(({project, date, fileName, reason: message}) => {
      const [path, reason] = [`${project}/${date}/${fileName}`, refusedReason(message)];
      this.#met.set(path, {path, reason});
      return {outcome: 'unreadable', fileName, reason};
    });
  }
}
