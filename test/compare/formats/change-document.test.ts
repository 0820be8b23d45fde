import {describe, expect, it} from '@jest/globals';
import {changeDocument} from '../../../src/compare/formats/documents/change.ts';

describe('a change of a document', () => {
  it.each([
    ['$.trace.outputs.note', '"https://h/?token=***"'],
    ['$.trace.outputs.secret', '"***"'],
    ['$.trace.inputs.apiKey[0].value', '"***"'],
    ['$.trace.inputs["x-api-key"]', '"***"'],
    ['$.trace.inputs["a \\"quoted\\" password"].b', '"***"'],
    ['$.trace.inputs.max_tokens', '"https://h/?token=***"'],
    ['column data', '"https://h/?token=***"'],
  ])('hides at %s what a secret key says is one', (path, shown) => {
    const change = {path, control: 'https://h/?token=one', candidate: 'https://h/?token=two'};
    expect(changeDocument(change, true)).toEqual({path, control: shown, candidate: shown, masked: true});
    expect(changeDocument(change, false)).toMatchObject({control: '"https://h/?token=one"', masked: false});
  });
});
