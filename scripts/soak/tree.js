import {mkdirSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {documentBytes, makeDocument} from './documents/document.js';
import {styles} from './documents/json-text.js';
import {spoil} from './documents/unreadable.js';
import {keyOf} from './model/order.js';

/**
 * @typedef {import('./random.js').Random} Random
 * @typedef {import('./model/files.js').TreeFile} TreeFile
 * @typedef {(name: string) => boolean} Has
 */

export const projects = /** @type {const} */ (['alpha', 'be ta [*]', 'Ω-☃']);
/** Two months, so that PostgreSQL has two partitions. */
export const dates = /** @type {const} */ (['2025-08-30', '2025-08-31', '2025-09-01', '2025-09-13']);
/** A date within the range of the others that never has a file. */
export const emptyDate = '2025-09-02';

/** A few seconds from here on, so that many snapshots are as old as others. */
const FIRST_EXTRACTION = Date.UTC(2025, 8, 14) / 1000;

/** The files on disk, and what they say. Every change is made to both. */
export class Tree {
  /** @type {Map<string, TreeFile>} */
  #files = new Map();
  #revisions = 0;
  /** Every value that was ever made, by its content. @type {Map<string, import('./documents/json-text.js').Json>} */
  values = new Map();

  /** @param {string} directory @param {Has} has which contents may be in a document */
  constructor(directory, has) {
    this.directory = directory;
    this.has = has;
    mkdirSync(directory, {recursive: true});
  }

  /** @returns {TreeFile[]} */
  get files() {
    return [...this.#files.values()];
  }

  nextRevision() {
    this.#revisions += 1;
    return `revision-${this.#revisions}`;
  }

  /** @param {{project: string, date: string, fileName: string}} file */
  pathOf({project, date, fileName}) {
    return join(this.directory, project, date, fileName);
  }

  /** A run of a project and date, with a snapshot of its own. @param {Random} random */
  addRun(random) {
    const [project, date] = [random.pick(projects), random.pick(dates)];
    const runId = random.weighted([
      [8, `run-${random.integer(1, 60)}`],
      [1, `läuft ${random.integer(1, 5)}/%`],
      [1, `${random.integer(1, 5)}`],
    ]);
    this.#write(random, this.#freshName(random, {project, date}, runId), {project, date, runId});
  }

  /** Another snapshot of a run that is there already, older, newer or as old. @param {Random} random */
  addSnapshot(random) {
    const file = this.#pickReadable(random);
    if (file === null) return this.addRun(random);
    this.#write(random, this.#freshName(random, file, file.meaning.runId), {...file, runId: file.meaning.runId});
  }

  /** @param {Random} random */
  changeFile(random) {
    const file = this.#pickReadable(random);
    if (file === null) return this.addRun(random);
    this.#write(random, file.fileName, {...file, runId: file.meaning.runId});
  }

  /** The same value, written otherwise. @param {Random} random */
  rewriteFile(random) {
    const file = this.#pickReadable(random);
    if (file === null || file.document === undefined) return this.addRun(random);
    this.put(random, file, documentBytes(file.document, random.pick(styles), random.chance(0.3)));
  }

  /** @param {Random} random */
  deleteFile(random) {
    if (this.#files.size === 0) return;
    const file = random.pick(this.files);
    rmSync(this.pathOf(file));
    this.#files.delete(keyOf(file.project, file.date, file.fileName));
  }

  /** @param {Random} random */
  spoilFile(random) {
    const file = this.#pickReadable(random);
    if (file === null) return;
    const {bytes} = spoil(file.bytes.toString(), random);
    const {project, date, fileName} = file;
    this.put(random, {project, date, fileName, meaning: null, bytes}, bytes);
  }

  /** A file that was unreadable from the start. @param {Random} random */
  addUnreadable(random) {
    const [project, date] = [random.pick(projects), random.pick(dates)];
    const fileName = `broken-${random.integer(1, 9)}_100000.json`;
    const {bytes} = spoil('{"metadata":{},"trace":{"id":"broken"}}', random);
    this.put(random, {project, date, fileName, meaning: null, bytes}, bytes);
  }

  /** In place, or beside and renamed, as programs do. @param {Random} random @param {TreeFile} file @param {Buffer} bytes */
  put(random, file, bytes) {
    const path = this.pathOf(file);
    mkdirSync(join(path, '..'), {recursive: true});
    if (random.chance(0.5)) writeFileSync(path, bytes);
    else {
      writeFileSync(`${path}.new`, bytes);
      renameSync(`${path}.new`, path);
    }
    this.#files.set(keyOf(file.project, file.date, file.fileName), {...file, bytes});
  }

  /** @param {Random} random @param {string} fileName @param {{project: string, date: string, runId: string}} about */
  #write(random, fileName, {project, date, runId}) {
    const ofDay = this.files.filter((file) => file.project === project && file.date === date);
    const otherIds = ofDay.flatMap(({meaning}) => (meaning === null ? [] : [meaning.runId]));
    const extractedAt = random.chance(0.1) ? null : FIRST_EXTRACTION + random.integer(0, 3);
    const traceId = random.weighted([
      [4, runId],
      [4, `trace-${random.integer(1, 8)}`],
      [1, otherIds.length > 0 ? random.pick(otherIds) : runId],
    ]);
    const identity = {runId, traceId, extractedAt, content: this.nextRevision()};
    const document = makeDocument(random, identity, {has: this.has, otherIds});
    this.values.set(identity.content, document.value);
    const bytes = documentBytes(document, random.pick(styles), random.chance(0.1));
    this.put(random, {project, date, fileName, meaning: document.meaning, bytes, document}, bytes);
  }

  /** @param {Random} random @param {{project: string, date: string}} day @param {string} runId */
  #freshName(random, {project, date}, runId) {
    for (;;) {
      const time = String(random.integer(0, 235_959)).padStart(6, '0');
      const stem = random.weighted([
        [5, encodeURIComponent(runId)],
        [1, 'Datei ü'],
      ]);
      const fileName = `${stem}_${time}.json`;
      if (!this.#files.has(keyOf(project, date, fileName))) return fileName;
    }
  }

  /** @param {Random} random @returns {(TreeFile & {meaning: import('./documents/document.js').Meaning}) | null} */
  #pickReadable(random) {
    const readable = this.files.flatMap((file) => (file.meaning === null ? [] : [{...file, meaning: file.meaning}]));
    return readable.length === 0 ? null : random.pick(readable);
  }
}
