import {FILES_LOOKED_AT_A_TURN} from '../turns.ts';
import {FileMarks} from './file-marks.ts';
import {MarkThread} from './mark-thread.ts';

/**
 * A thread takes 20 MB and 40 ms to start. In that time one thread alone looks at so many files. A report or a comparison of a day or two
 * does without; a load of a month starts it with the third day.
 */
const FILES_WORTH_A_THREAD = 10_000;

/** Runs `work` with such a look, whose thread ends with it. */
export async function withSharedLook<T>(ownShare: number, work: (look: SharedLook) => Promise<T>): Promise<T> {
  const look = new SharedLook(ownShare);
  try {
    return await work(look);
  } finally {
    look.end();
  }
}

/** Looks at the files of directories, one directory after the other. Large ones are shared with a second thread. */
export class SharedLook {
  /** The part of a directory that the caller's thread looks at itself. */
  readonly #ownShare: number;
  #thread: MarkThread | null | undefined;
  #files = 0;

  constructor(ownShare: number) {
    this.#ownShare = ownShare;
  }

  async marks(directory: string, fileNames: readonly string[]): Promise<FileMarks> {
    const share = Math.ceil(fileNames.length * (this.#isHelped(fileNames.length) ? this.#ownShare : 1));
    const rest = fileNames.slice(share);
    const start = Date.now();
    const asked = rest.length === 0 ? null : this.#thread?.ask({directory, fileNames: rest});
    const own = await FileMarks.look(directory, fileNames.slice(0, share));
    if (rest.length === 0) return own;
    const answer = (await asked) ?? null;
    const others = answer === null ? await FileMarks.look(directory, rest) : new FileMarks(answer, start);
    return own.followedBy(others);
  }

  /** Gives back the memory of the thread. Looks that are under way are still answered. */
  end(): void {
    this.#thread?.end();
    this.#thread = null;
  }

  /** The thread starts once the caller has asked for enough files to be worth it, and helps as soon as it runs. */
  #isHelped(files: number): boolean {
    this.#files += files;
    if (files <= FILES_LOOKED_AT_A_TURN || this.#files <= FILES_WORTH_A_THREAD) return false;
    if (this.#thread === undefined) this.#thread = MarkThread.start();
    return this.#thread?.isReady ?? false;
  }
}
