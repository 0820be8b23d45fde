import {readFileSync} from 'node:fs';
import {describe, expect, it} from '@jest/globals';
import {Ajv2020} from 'ajv/dist/2020.js';
import {type VerificationDocument, verificationDocument} from '../../../src/compare/formats/documents/verification.ts';
import {planVerification, verifySources} from '../../../src/compare/records/verification.ts';
import {DAY, memorySource} from '../../support/memory-source.ts';
import {documentOf} from '../../support/trace-tree.ts';

const schema = JSON.parse(readFileSync(new URL('../../../docs/verification.schema.json', import.meta.url), 'utf8'));
const validate = new Ajv2020({allErrors: true, strict: true, allowUnionTypes: true}).compile(schema);

/** A verification in which everything happens that can. */
async function verified(): Promise<VerificationDocument> {
  const same = {'same.json': documentOf('same')};
  const change = {path: `p/${DAY}/same.json`, project: 'p', date: DAY, change: 'vanished'} as const;
  const control = memorySource(
    {p: {...same, 'a.json': documentOf('a', {x: 1}), 'm.json': documentOf('m'), 'u_1.json': 'broken'}, q: {}},
    {changes: async () => [change]},
  );
  const candidate = memorySource({
    p: {...same, 'a.json': documentOf('a', {x: 2}), 'u_1.json': documentOf('u')},
    q: {'m.json': documentOf('m')},
  });
  const verification = await verifySources(control, candidate, await planVerification(control, candidate, null));
  return JSON.parse(JSON.stringify(verificationDocument(verification, {mask: true})));
}

/** Every object in a document, at any depth. */
function* objectsIn(value: unknown): Generator<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield value as Record<string, unknown>;
  for (const member of Object.values(value)) yield* objectsIn(member);
}

describe('the schema of a verification', () => {
  it('describes what is printed', async () => {
    const document = await verified();
    expect(validate(document)).toBe(true);
    expect(document.records.map(({kind}) => kind).sort()).toEqual(['changed', 'extra', 'missing', 'unreadable']);
    expect(document.records.filter(({elsewhere}) => elsewhere !== null)).toHaveLength(2);
  });

  it('describes all of it, and nothing else', async () => {
    const document = await verified();
    for (const object of objectsIn(document)) {
      object.unknown = 1;
      expect(validate(document)).toBe(false);
      delete object.unknown;
      for (const [key, value] of Object.entries(object)) {
        delete object[key];
        expect({key, valid: validate(document)}).toEqual({key, valid: false});
        object[key] = value;
      }
    }
    expect(validate(document)).toBe(true);
  });
});
