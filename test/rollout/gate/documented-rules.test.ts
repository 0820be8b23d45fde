import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {describe, expect, it} from '@jest/globals';
import {conditionNames} from '../../../src/rollout/gate/gate.ts';
import {type Effect, outcomeEffects, reasonEffects} from '../../../src/rollout/gate/outcome-effect.ts';
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

describe('what the document says of a comparison', () => {
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
