import {existsSync, readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {describe, expect, it} from '@jest/globals';
import {faultOf, type Mutation, readSections} from '../scripts/mutations/sections.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const mutations: readonly Mutation[] = (await readSections()).flatMap((section) => section.mutations);

function textOf(file: string): string | null {
  return existsSync(root + file) ? readFileSync(root + file, 'utf8') : null;
}

/** One that is not there breaks nothing, and `npm run mutate` would say so only to whoever runs all of them. */
describe('the mutations of rules', () => {
  it('find the code that they break, once, and change it', () => {
    const faults = mutations.map((mutation) => ({
      rule: mutation.rule,
      fault: faultOf(mutation, textOf(mutation.file)),
    }));
    expect(faults.filter(({fault}) => fault !== null)).toEqual([]);
    expect(mutations.length).toBeGreaterThan(400);
  });

  it('have tests that are there, and a rule each of its own', () => {
    expect(mutations.flatMap(({tests}) => tests).filter((test) => textOf(test) === null)).toEqual([]);
    expect(mutations.filter(({tests}) => tests.length === 0)).toEqual([]);
    const rules = mutations.map(({rule}) => rule);
    expect(rules.filter((rule, at) => rules.indexOf(rule) !== at)).toEqual([]);
  });

  it('are told when their text is gone, there twice, or nothing else than before', () => {
    const mutation = {rule: 'r', file: 'f', find: 'a', replace: 'b', tests: []};
    expect(faultOf(mutation, 'xay')).toBeNull();
    expect(faultOf(mutation, 'xy')).toContain('occurs 0 times');
    expect(faultOf(mutation, 'aa')).toContain('occurs 2 times');
    expect(faultOf(mutation, null)).toContain('there is no f');
    expect(faultOf({...mutation, replace: 'a'}, 'a')).toContain('changes nothing');
  });
});
