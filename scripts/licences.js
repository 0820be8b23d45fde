import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

/** A package whose files are in the bundle. */
const PACKAGE = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/;
const LICENCE = /^(?:licen[cs]e|copying|notice)(?:[-.].*)?$/i;

/**
 * The licences of the packages that are in the bundle, which ask that their text comes with each copy of them.
 *
 * @param {string} root with a slash at its end
 * @param {readonly string[]} inputs files, relative to it, as esbuild names what it read
 */
export function licenceTexts(root, inputs) {
  const packages = [...new Set(inputs.flatMap((path) => PACKAGE.exec(path)?.[0] ?? []))].sort();
  const texts = packages.map((path) => {
    const {name, version, license} = JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8'));
    const files = readdirSync(join(root, path))
      .filter((file) => LICENCE.test(file))
      .sort();
    const text = files.map((file) => readFileSync(join(root, path, file), 'utf8').trim()).join('\n\n');
    if (text === '' && license === undefined) throw new Error(`${name} says nothing of its licence.`);
    return `${name} ${version} (${license})\n\n${text === '' ? 'It has no text of its licence.' : text}\n`;
  });
  return `The program lse has parts of these packages in it.\n\n${texts.join(`\n${'-'.repeat(72)}\n\n`)}`;
}
