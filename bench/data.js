import {Trees} from './trees.js';

/** @typedef {import('./trees.js').Tree} Tree */

/** The data sets that several measurements share. `quick` makes all of them small, in the same proportions. */
export class Data {
  #trees;
  #quick;

  /** @param {Trees} trees @param {boolean} quick */
  constructor(trees, quick) {
    this.#trees = trees;
    this.#quick = quick;
    /** Runs of the day that is in the database alone. */
    this.manyRuns = quick ? 10_000 : 1_000_000;
  }

  /** One day of 5,000 records of 20 KB; a month that no other data set has, so that its partition can be dropped. */
  day() {
    return this.tree('day', {first: '2025-10-01', tracesOfProject: this.#quick ? 50 : 500});
  }

  /** 30 days of 500 traces of 10 records, 3 GB. */
  month() {
    return this.tree('month', {days: 30, tracesOfProject: this.#quick ? 150 : 15_000});
  }

  /**
   * One day of a few documents of many bytes each, which differ in size by half.
   *
   * @param {number} megabytes
   */
  large(megabytes) {
    const bytes = (this.#quick ? 0.1 : 1) * megabytes * 1_000_000;
    return this.tree(`large-${megabytes}`, {first: '2025-11-01', tracesOfProject: 1, runs: 3, bytes});
  }

  /** @param {string} name @param {Partial<import('./trees.js').Shape>} shape @returns {Promise<Tree>} */
  tree(name, shape) {
    return this.#trees.tree(this.#quick ? `quick-${name}` : name, shape);
  }
}
