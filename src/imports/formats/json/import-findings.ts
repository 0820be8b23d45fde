import {Doubts} from '../../extraction/doubts.ts';
import {type ExtractionRule, ExtractionTimes} from '../../extraction/extraction-time.ts';
import type {GivenGap, Place} from '../../given.ts';
import {CommandExports} from './command-exports.ts';

/** What only all files of an import together tell. One for each reading. */
export class ImportFindings {
  readonly times: ExtractionTimes;
  readonly commands = new CommandExports();
  readonly #pages = new Doubts();
  readonly #withoutStatus = new Doubts();
  #lastPages = 0;

  constructor(rule: ExtractionRule) {
    this.times = new ExtractionTimes(rule);
  }

  /** A page of the API's answer. The last of all pages of one query names no next one. */
  notePage(place: Place, hasNext: boolean): void {
    if (hasNext) this.#pages.note(place);
    else this.#lastPages += 1;
  }

  /** A run was downloaded from the page without what says whether it failed. */
  noteWithoutStatus(place: Place): void {
    this.#withoutStatus.note(place);
  }

  *gaps(): Generator<GivenGap> {
    yield* this.times.gaps();
    yield* this.commands.gaps();
    if (this.#lastPages === 0) {
      yield* this.#pages.gaps(
        (begin) => `${begin('names a next page', 'name next pages')} of the API's answer, and no last page is there`,
      );
    }
    yield* this.#withoutStatus.gaps(
      (begin) =>
        `${begin('was', 'were')} downloaded without name, status and error, so that no report can count it as failing`,
    );
  }
}
