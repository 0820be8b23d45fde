import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

/**
 * A part of the build: it makes `outputs` of `inputs`, and of nothing else but Node and the installed packages. Both are files and
 * directories of the checkout, by their paths.
 *
 * @typedef {{name: string, inputs: readonly string[], outputs: readonly string[], make: () => void}} Part
 * @typedef {Record<string, {inputs: string, outputs: string}>} Digests of each part by its name
 */

const FILE = 'dist/build.json';
/** npm writes down here what it installed. */
const PACKAGES = 'node_modules/.package-lock.json';

/**
 * What was made of what: `dist/build.json` has a digest of the content of all inputs and of all outputs of each part. A part is
 * made again unless both are as they were when it was made. Times of files say nothing after a checkout, so none are asked for.
 */
export class BuildRecord {
  #root;
  #path;

  /** @param {string} root of the checkout, with a slash at its end */
  constructor(root) {
    this.#root = root;
    this.#path = join(root, FILE);
  }

  /**
   * Makes the part if it is not made yet, or if anything has changed since. What fails, or is killed, counts as not made.
   *
   * @param {Part} part
   * @returns {boolean} whether it was made now
   */
  bringUpToDate({name, inputs, outputs, make}) {
    // Before the work: what changes under it is made again the next time.
    const before = this.#digestOf([...inputs, PACKAGES], `${process.version} ${process.platform} ${process.arch}`);
    const {[name]: known, ...others} = this.#read();
    if (known?.inputs === before && known.outputs === this.#digestOf(outputs)) return false;
    this.#write(others);
    make();
    this.#write({...this.#read(), [name]: {inputs: before, outputs: this.#digestOf(outputs)}});
    return true;
  }

  /** After this everything is made again. */
  forget() {
    rmSync(this.#path, {force: true});
  }

  /** @returns {Digests} */
  #read() {
    try {
      return JSON.parse(readFileSync(this.#path, 'utf8'));
    } catch {
      // None, or one that a killed build cut short: then all is made again.
      return {};
    }
  }

  /** @param {Digests} digests */
  #write(digests) {
    mkdirSync(join(this.#root, 'dist'), {recursive: true});
    writeFileSync(this.#path, `${JSON.stringify(digests, null, 2)}\n`);
  }

  /** @param {readonly string[]} paths @param {string} [more] */
  #digestOf(paths, more = '') {
    const hash = createHash('sha256').update(more);
    for (const path of paths.flatMap((each) => this.#filesOf(each))) {
      const absolute = join(this.#root, path);
      const bytes = existsSync(absolute) ? readFileSync(absolute) : null;
      // A length before each, so that no two sets of files are one text.
      hash.update(`\0${path}\0${bytes === null ? 'missing' : bytes.length}\0`);
      if (bytes !== null) hash.update(bytes);
    }
    return hash.digest('hex');
  }

  /** @param {string} path @returns {string[]} of a directory all files below it but the record itself, in order */
  #filesOf(path) {
    const absolute = join(this.#root, path);
    if (!statSync(absolute, {throwIfNoEntry: false})?.isDirectory()) return [path];
    return readdirSync(absolute, {recursive: true, withFileTypes: true})
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(this.#root.length).replaceAll('\\', '/'))
      .filter((file) => file !== FILE)
      .sort();
  }
}
