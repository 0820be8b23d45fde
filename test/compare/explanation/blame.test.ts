import {describe, expect, it} from '@jest/globals';
import {type Behind, Blame} from '../../../src/compare/explanation/blame.ts';
import {EvidenceReader} from '../../../src/compare/explanation/evidence.ts';
import {DAY, type MemoryTree, memorySource} from '../../support/memory-source.ts';
import {documentOf, failingDocument} from '../../support/trace-tree.ts';

async function blameOf(control: MemoryTree[string], candidate: MemoryTree[string]) {
  const reader = new EvidenceReader(memorySource({p: control}), memorySource({p: candidate}));
  const blame = new Blame(await reader.of(null, DAY));
  return {
    of: (behind: Omit<Behind, 'project'>) =>
      blame.of({project: 'p', ...behind}).map(({kind, key}) => `${kind} ${key.runId}`),
    ofSymbol: (traceId: string) => blame.ofSymbol({project: 'p', traceId}).map(({key}) => key.runId),
  };
}

const inTrace = {trace_id: 't'};

describe('blame', () => {
  it('falls on the records that made the cell or line, before others of the trace', async () => {
    const both = {'1.json': failingDocument('1', inTrace), '2.json': failingDocument('2', inTrace)};
    const {of} = await blameOf(both, {});
    expect(of({traceId: 't', runIds: ['2']})).toEqual(['missing 2']);
    expect(of({traceId: 't', runIds: ['1', '2']})).toEqual(['missing 1', 'missing 2']);
    expect(of({traceId: 't', runIds: ['other']})).toEqual(['missing 1', 'missing 2']);
    expect(of({traceId: 'other', runIds: ['1']})).toEqual([]);
  });

  it('never falls on a change that no report reads', async () => {
    const {of} = await blameOf(
      {
        '1.json': failingDocument('1', {...inTrace, outputs: 1}),
        '2.json': failingDocument('2', {...inTrace, error: 'a'}),
      },
      {
        '1.json': failingDocument('1', {...inTrace, outputs: 2}),
        '2.json': failingDocument('2', {...inTrace, error: 'b'}),
      },
    );
    expect(of({traceId: 't', runIds: ['1']})).toEqual(['changed 2']);
  });

  it('knows a record in the trace that it left, and in that which it joined', async () => {
    const {of} = await blameOf(
      {'1.json': failingDocument('1', {trace_id: 'from'})},
      {'1.json': failingDocument('1', {trace_id: 'to'})},
    );
    expect(of({traceId: 'from', runIds: ['1']})).toEqual(['changed 1']);
    expect(of({traceId: 'to', runIds: ['1']})).toEqual(['changed 1']);
  });

  it('knows who gave a trace its symbol', async () => {
    const symbol = (crypto_symbol: string) => ({...inTrace, inputs: {crypto_symbol}});
    const {ofSymbol} = await blameOf(
      {'1.json': documentOf('t', symbol('btc')), '2.json': failingDocument('2', {...inTrace, error: 'a'})},
      {'1.json': documentOf('t', symbol('eth')), '2.json': failingDocument('2', {...inTrace, error: 'b'})},
    );
    expect(ofSymbol('t')).toEqual(['t']);
  });
});
