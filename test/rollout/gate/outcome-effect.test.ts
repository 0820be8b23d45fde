import {describe, expect, it} from '@jest/globals';
import {effectOf, reasonEffects} from '../../../src/rollout/gate/outcome-effect.ts';
import {outcomes} from '../../../src/rollout/ledger/entry.ts';

describe('what a comparison does to the evidence', () => {
  it('names no code twice', () => {
    const codes = reasonEffects.flatMap((row) => row.codes);
    expect(new Set(codes).size).toBe(codes.length);
  });

  it.each<[reason: string | null, effect: string]>([
    ['42501', 'breaks permission matched again'],
    ['28P01', 'breaks permission matched again'],
    ['42P01', 'breaks schema matched again'],
    ['42703', 'breaks schema matched again'],
    ['42601', 'breaks bug released'],
    ['XX000', 'breaks bug released'],
    ['XX001', 'breaks bug released'],
    ['22P02', 'breaks bug released'],
    ['08006', 'failure'],
    ['08P01', 'failure'],
    ['53300', 'failure'],
    ['57P03', 'failure'],
    ['57P04', 'breaks schema matched again'],
    ['57014', 'failure'],
    ['40001', 'failure'],
    ['40P01', 'failure'],
    ['LSE_CONNECTION', 'failure'],
    ['ECONNREFUSED', 'failure'],
    ['08xxx', 'failure'],
    // Begins like a class, and is none.
    ['40', 'breaks bug released'],
    ['4000', 'breaks bug released'],
    ['080069', 'breaks bug released'],
    ['08 drop', 'breaks bug released'],
    ['constructor', 'breaks bug released'],
    ['', 'breaks bug released'],
    [null, 'breaks bug released'],
  ])('candidate failed for %s: %s', (reason, expected) => {
    const effect = effectOf({outcome: 'candidate failed', reason});
    const {name, kind = '', until = ''} = effect as {name: string; kind?: string; until?: string};
    expect(`${name} ${kind} ${until}`.trim()).toBe(expected);
  });

  it('follows from the reason for a failure of candidate alone', () => {
    for (const outcome of outcomes) {
      const effects = [null, '42501', '08006', 'XX000'].map((reason) => effectOf({outcome, reason}));
      expect(new Set(effects).size > 1).toBe(outcome === 'candidate failed');
    }
  });
});
