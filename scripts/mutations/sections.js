import {readdir} from 'node:fs/promises';

/**
 * A rule of the contract and how to break it: `find` is the code that keeps the rule, `replace` code that does not.
 * `tests` are the test files that guard it, `only` (a regular expression) their tests if a file holds many others. `needs` is
 * a module of Node without which these tests do nothing.
 *
 * @typedef {{
 *   readonly rule: string,
 *   readonly file: string,
 *   readonly find: string,
 *   readonly replace: string,
 *   readonly tests: readonly string[],
 *   readonly only?: string,
 *   readonly needs?: string,
 * }} Mutation
 * @typedef {{readonly title: string, readonly mutations: readonly Mutation[]}} Section
 */

/** The lists of `section-<n>-<name>.js`, in the order of the contract. @returns {Promise<Section[]>} */
export async function readSections() {
  const directory = new URL('.', import.meta.url);
  const names = (await readdir(directory)).filter((name) => name.startsWith('section-')).sort();
  return Promise.all(names.map((name) => import(new URL(name, directory).href)));
}

/**
 * Why a mutation says nothing, or null. A `find` that occurs no more, or twice, would let the list rot unnoticed.
 *
 * @param {Mutation} mutation
 * @param {string | null} source the text of its file, null if there is none
 */
export function faultOf({file, find, replace}, source) {
  if (source === null) return `there is no ${file}`;
  const places = source.split(find).length - 1;
  if (places !== 1) return `the text to find occurs ${places} times in ${file}`;
  return find === replace ? 'it changes nothing' : null;
}
