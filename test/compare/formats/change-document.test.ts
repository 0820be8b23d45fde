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

  it('shows of long values the part in which they differ, and where more was', () => {
    const shown = (control: string, candidate: string) => changeDocument({path: '$.a', control, candidate}, true);
    const [same, rest] = ['s'.repeat(200), 'r'.repeat(500)];
    expect(shown(`${same}one${rest}`, `${same}two`)).toEqual({
      path: '$.a',
      control: `…${'s'.repeat(20)}one${'r'.repeat(177)}…`,
      candidate: `…${'s'.repeat(20)}two"`,
      masked: false,
    });
    expect(shown(`one${rest}`, 'two')).toMatchObject({control: `"one${'r'.repeat(196)}…`, candidate: '"two"'});
    // Of a value that only one side has the beginning is shown.
    expect(changeDocument({path: '$.a', control: undefined, candidate: same}, true)).toMatchObject({
      control: null,
      candidate: `"${'s'.repeat(199)}…`,
    });
  });
});
