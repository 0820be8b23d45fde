import type {ReportRequest} from '../rollout/serving/request.ts';
import {boundMemory} from './memory-bound.ts';
import {progressOf} from './progress.ts';
import type {Settings} from './settings.ts';
import {openTree} from './sources.ts';

/** Most reports are answered sooner, from memory. */
const PATIENCE = 700;

/** A day of 5,000 files is read in less memory than any bound saves. Defined reports of 150,000 files peaked at 218 MB without one. */
const MANY_FILES = 20_000;

/**
 * Shows how many of its files a report has read, until it needs no more of them or something is printed. When they become many it bounds
 * the memory.
 */
export class Reading {
  readonly #settings: Settings;
  #advance: (files: number) => void = () => {};
  #files = 0;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** For the source of files. */
  readonly onFiles = (files: number): void => {
    this.#advance(files);
    const before = this.#files;
    this.#files += files;
    if (before <= MANY_FILES && this.#files > MANY_FILES) boundMemory();
  };

  /** The same request, which shows its progress through the files. */
  shown<M>(request: ReportRequest<M>): ReportRequest<M> {
    const settings = this.#settings;
    const {question} = request;
    const work = {
      label: 'Reading',
      unit: 'files',
      patience: PATIENCE,
      total: async () => {
        const [{countFiles}, tree] = await Promise.all([
          import('../transfer/tree-load.ts'),
          openTree(settings.dataDir, settings),
        ]);
        return countFiles(tree, question);
      },
    };
    return {
      ...request,
      ask: (source) => {
        if (source.kind !== 'file') return request.ask(source);
        return progressOf(settings)(work, async ({advance}) => {
          this.#advance = advance;
          try {
            return await request.ask(source);
          } finally {
            this.#advance = () => {};
          }
        });
      },
    };
  }
}
