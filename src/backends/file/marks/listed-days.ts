import type {TreeDay} from '../../../core/document-tree.ts';
import type {DayKey} from '../../../core/scope.ts';
import type {FileChange} from '../../../core/source-snapshot.ts';
import type {FileMarks} from './file-marks.ts';

/** What the files that are about to be read were when they were listed, in their order, and who is told of one that is another file by now. */
export interface ListedFiles {
  readonly marks: FileMarks;
  readonly onOther: (fileName: string) => void;
}

interface ListedDay {
  readonly fileNames: readonly string[];
  readonly marks: FileMarks;
  /** By name, made when some of the files are read: an explanation reads them one by one. */
  places: ReadonlyMap<string, number> | null;
}

/** A load lists a day while it reads the one before. */
const MOST_DAYS = 4;

/**
 * Compares each file that is opened with what it was when its day was listed. Marks before and after are not enough: if a directory is put
 * in the place of another one and taken away again, or a link is changed and changed back, every file has its mark as before, and the
 * files of another directory were read.
 */
export class ListedDays {
  /** By project and date, of the days that were listed last. */
  readonly #days = new Map<string, ListedDay>();
  /** By project and date, the files that were read and were other ones. */
  readonly #others = new Map<string, DayKey & {readonly fileNames: Set<string>}>();

  /** Call it before files of the day are read. */
  expect(day: TreeDay, marks: FileMarks): void {
    const name = nameOf(day);
    const known = this.#days.get(name);
    this.#days.delete(name);
    this.#days.set(name, known?.marks === marks ? known : {fileNames: day.fileNames, marks, places: null});
    const [oldest] = this.#days.keys();
    if (this.#days.size > MOST_DAYS) this.#days.delete(oldest as string);
  }

  /** Of all files of a day or of some; null for a day that was not listed with marks. */
  of(day: TreeDay): ListedFiles | null {
    const listed = this.#days.get(nameOf(day));
    if (listed === undefined) return null;
    const onOther = (fileName: string): void => this.#note(day, fileName);
    if (listed.fileNames === day.fileNames) return {marks: listed.marks, onOther};
    listed.places ??= new Map(listed.fileNames.map((name, at) => [name, at]));
    const {places} = listed;
    return {marks: listed.marks.some(day.fileNames.map((name) => places.get(name) ?? -1)), onOther};
  }

  hasOther(day: DayKey): boolean {
    return this.#others.has(nameOf(day));
  }

  isOther(day: DayKey, fileName: string): boolean {
    return this.#others.get(nameOf(day))?.fileNames.has(fileName) === true;
  }

  others(): FileChange[] {
    return [...this.#others.values()].flatMap(({project, date, fileNames}) =>
      [...fileNames].map((name) => ({path: `${project}/${date}/${name}`, project, date, change: 'changed' as const})),
    );
  }

  #note({project, date}: DayKey, fileName: string): void {
    const name = nameOf({project, date});
    const found = this.#others.get(name) ?? {project, date, fileNames: new Set<string>()};
    found.fileNames.add(fileName);
    this.#others.set(name, found);
  }
}

function nameOf({project, date}: DayKey): string {
  return `${date} ${project}`;
}
