import {existsSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {runCommand} from './process.js';

/**
 * @typedef {object} Tree
 * @property {string} directory
 * @property {string} first its first date
 * @property {string} last its last date
 * @property {number} records as many as its files hold
 */

/**
 * @typedef {{days: number, first: string, projects: number, tracesOfProject: number, runs: number, bytes: number}} Shape
 */

/** Trace trees from the seeded generator, each made when it is first asked for. */
export class Trees {
  #directory;
  #generator;
  /** @type {Map<string, Promise<Tree>>} */
  #trees = new Map();
  #journal;

  /**
   * @param {string} root of the repository
   * @param {string} directory may hold trees of an earlier run
   * @param {import('./journal.js').Journal} journal
   */
  constructor(root, directory, journal) {
    this.#directory = directory;
    this.#generator = join(root, 'fixtures', 'generate.js');
    this.#journal = journal;
  }

  /** @param {string} name @param {Partial<Shape>} shape @returns {Promise<Tree>} */
  tree(name, shape) {
    const made = this.#trees.get(name) ?? this.#make(name, {...DEFAULT_SHAPE, ...shape});
    this.#trees.set(name, made);
    return made;
  }

  /** @param {string} name @param {Shape} shape @returns {Promise<Tree>} */
  async #make(name, shape) {
    const {days, first, projects, tracesOfProject, runs, bytes} = shape;
    const directory = join(this.#directory, name);
    const numbers = {days, 'first-date': first, projects, traces: tracesOfProject, runs, bytes};
    const flags = Object.entries(numbers).flatMap(([flag, value]) => [`--${flag}`, String(value)]);
    const argv = [process.execPath, this.#generator, '--out', directory, ...flags];
    this.#journal.note({label: `the tree '${name}'`, argv});
    // Beside the tree, and written last: a tree without it was interrupted, one with another was made otherwise.
    const mark = `${directory}.json`;
    if (!existsSync(mark) || readFileSync(mark, 'utf8') !== JSON.stringify(shape)) {
      this.#journal.say(`Generating the tree '${name}'`);
      rmSync(mark, {force: true});
      rmSync(directory, {recursive: true, force: true});
      mkdirSync(directory, {recursive: true});
      await runCommand({label: 'the generator', argv});
      writeFileSync(mark, JSON.stringify(shape));
    }
    return {directory, first, last: dayAfter(first, days - 1), records: projects * tracesOfProject * runs};
  }
}

/** @type {Shape} */
const DEFAULT_SHAPE = {days: 1, first: '2025-09-01', projects: 1, tracesOfProject: 500, runs: 10, bytes: 20_000};

/** @param {string} date @param {number} days */
export function dayAfter(date, days) {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
