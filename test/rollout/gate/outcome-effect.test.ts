import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {describe, expect, it} from '@jest/globals';
import {conditionNames} from '../../../src/rollout/gate/gate.ts';
import {type Effect, effectOf, outcomeEffects, reasonEffects} from '../../../src/rollout/gate/outcome-effect.ts';
import {conditionsOf} from '../../../src/rollout/gate/target-conditions.ts';
import {outcomes} from '../../../src/rollout/ledger/entry.ts';
import {stageNames} from '../../../src/rollout/stage.ts';

const page = readFileSync(fileURLToPath(new URL('../../../docs/rollout.md', import.meta.url)), 'utf8');

/** The cells of the table below a heading, without its first two lines. */
function tableOf(heading: string): string[][] {
  const lines = page.slice(page.indexOf(`| ${heading}`)).split('\n');
  const end = lines.findIndex((line) => !line.startsWith('|'));
  return lines.slice(2, end).map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const words: Readonly<Record<Exclude<Effect['name'], 'breaks'>, string>> = {
  adds: 'adds to the evidence',
  nothing: 'does nothing; it is not among those asked',
  skipped: 'lowers the coverage',
  inconclusive: 'is inconclusive',
  failure: 'is a failure',
};

function inWords(effect: Effect): string {
  return effect.name === 'breaks' ? `**breaks** the streak, closed until ${effect.until}` : words[effect.name];
}

describe('what a comparison does to the evidence', () => {
  it('is what the document says, outcome by outcome', () => {
    const rows = outcomes.map((outcome) => {
      const effect = outcomeEffects[outcome];
      return [`\`${outcome}\``, effect === 'by reason' ? 'by its reason, see below' : inWords(effect)];
    });
    expect(tableOf('A comparison that')).toEqual(rows);
  });

  it('is what the document says, reason by reason', () => {
    const rows = reasonEffects.map(({kind, codes, effect}) => {
      const rest = kind === 'bug' ? ', whatever is in no other row, and no reason at all' : '';
      return [kind, codes.map((code) => `\`${code}\``).join(', ') + rest, inWords(effect)];
    });
    expect(tableOf('Candidate failed for')).toEqual(rows);
  });

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

describe('what is asked for', () => {
  it('is in the document, in its order', () => {
    expect(tableOf('Condition').map(([name]) => name)).toEqual(conditionNames.map((name) => `\`${name}\``));
  });

  it('is in the document for each stage', () => {
    const named = (stage: string): string => tableOf('To').find(([to]) => to?.includes(`\`${stage}\``))?.[1] ?? '';
    for (const stage of stageNames) {
      const names = conditionsOf[stage];
      const text = named(stage);
      if (text.startsWith('nothing')) expect(names).toEqual([]);
      else if (text === 'all conditions') expect(names).toEqual(conditionNames);
      else if (text === 'all conditions but `rehearsal`')
        expect(names).toEqual(conditionNames.filter((name) => name !== 'rehearsal'));
      else expect(names.map((name) => `\`${name}\``).join(', ')).toBe(text.slice(0, text.indexOf(':')));
    }
  });
});
