import {describe, expect, it} from '@jest/globals';
import {explanationDocument, recordDocument} from '../../../src/compare/formats/documents/explanation.ts';
import type {SideRecord} from '../../../src/compare/records/side-day.ts';
import {DAY} from '../../support/memory-source.ts';

const key = {project: 'p', date: DAY, runId: 'a'};
const held = (fileName: string | null): SideRecord => ({traceId: 't', fileName}) as SideRecord;

describe('the document of an explanation', () => {
  it('that failed says why, and never that all is explained', () => {
    expect(explanationDocument({outcome: 'failed', error: new Error('It broke')} as never, true)).toEqual({
      error: expect.stringContaining('It broke'),
      cause: null,
      proof: null,
      size: null,
      unexplained: 1,
      differences: [],
      records: [],
    });
  });
});

describe('the document of a record', () => {
  it.each(['control', 'candidate'] as const)('names the side that misread it: %s', (side) => {
    const misread = {side, key, traceId: 't', document: 'x', answered: null};
    expect(recordDocument({kind: 'misread', key, misread}, [], true)).toEqual({
      ...key,
      kind: 'misread',
      control: null,
      candidate: null,
      [side]: {traceId: 't', file: null},
      unreadable: null,
      misreadBy: side,
      changes: [],
    });
  });

  it('has the files of both sides, the one that cannot be read, and what changed', () => {
    const unreadable = {side: 'candidate', fileName: 'b.json', reason: 'not JSON'} as const;
    const difference = {key, kind: 'unreadable', control: held('a.json'), candidate: held(null), unreadable} as const;
    const changes = [{path: '$.trace.token', control: 'one', candidate: undefined}];
    expect(recordDocument({kind: 'unreadable', key, difference}, changes, true)).toEqual({
      ...key,
      kind: 'unreadable',
      control: {traceId: 't', file: `p/${DAY}/a.json`},
      candidate: {traceId: 't', file: null},
      unreadable: {side: 'candidate', file: `p/${DAY}/b.json`, reason: 'not JSON'},
      misreadBy: null,
      changes: [{path: '$.trace.token', control: '"***"', candidate: null, masked: false}],
    });
  });
});
