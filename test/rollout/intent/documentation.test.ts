import {readFileSync} from 'node:fs';
import {describe, expect, it} from '@jest/globals';
import {defaultIntent} from '../../../src/rollout/intent/default-intent.ts';
import {eventNames} from '../../../src/rollout/intent/intent.ts';
import {intentOfText} from '../../../src/rollout/intent/intent-file.ts';
import {readIntentText} from '../../../src/rollout/intent/intent-text.ts';
import {formatShare} from '../../../src/rollout/intent/share.ts';
import {stageNames} from '../../../src/rollout/stage.ts';
import {faultText} from '../../../src/yaml/fault.ts';

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const page = read('docs/rollout-file.md');
const schema = JSON.parse(read('docs/rollout.schema.json'));
const example = /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? '';

function tableBelow(heading: string): string[][] {
  const section = page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('| '));
  return rows.slice(2).map((line) => line.slice(2, -2).split(' | '));
}

const keysBelow = (heading: string) => tableBelow(heading).map(([key]) => key?.replaceAll('`', ''));

describe('the page about the rollout file', () => {
  it('has an example that is read, with every key and the defaults of the gate', () => {
    const intent = intentOfText('example', example);
    expect(intent.requirements).toEqual(defaultIntent.requirements);
    expect(intent.holds).toEqual(defaultIntent.holds);
    expect(intent.ledger).toEqual(defaultIntent.ledger);
    for (const key of Object.keys(schema.properties)) expect(example).toMatch(new RegExp(`^${key}:`, 'm'));
    for (const key of Object.keys(schema.definitions.project.properties))
      expect(example).toMatch(new RegExp(`\\b${key}:`));
    expect(intent.projects.map(({project, stage, share, until}) => [project, stage, share, until])).toEqual([
      ['checkout', 'live', 10_000, '2026-12-31'],
      ['crypto-*', 'shadow', 2_500, null],
      ['*-archive', 'db', 10_000, null],
    ]);
  });

  it('shows a fault as it is printed', () => {
    const wrong = example.replace('stage: live', 'stage: lve');
    const result = readIntentText(wrong);
    if (!('faults' in result)) throw new Error('There is a fault.');
    const shown = result.faults.map((fault) => faultText('lse.rollout.yaml', wrong, fault)).join('\n');
    expect(page).toContain(shown.replace(/^/gm, '    '));
  });

  it('has every key of the schema, in its order', () => {
    expect(keysBelow('Keys')).toEqual(Object.keys(schema.properties));
    expect(keysBelow('Entries')).toEqual(Object.keys(schema.definitions.project.properties));
    expect(keysBelow('The gate')).toEqual(Object.keys(schema.properties.gate.properties));
  });

  it('has the defaults of the gate', () => {
    const {requirements} = defaultIntent;
    const percent = (part: number) => formatShare(Math.round(part * 10_000));
    const defaults = {
      mode: '`enforced`',
      reports: requirements.reports.map((name) => `\`${name}\``).join(', '),
      ...Object.fromEntries(
        (['comparisons', 'days', 'records', 'failing', 'latency', 'pairs'] as const).map((key) => [
          key,
          `${requirements[key]}`,
        ]),
      ),
      coverage: percent(requirements.coverage),
      failures: percent(requirements.failures),
      inconclusive: percent(requirements.inconclusive),
      max_age_hours: `${requirements.maxAgeHours}`,
      rehearsal_days: `${requirements.rehearsalDays}`,
    };
    const written = tableBelow('The gate').map(([key, , without]) => [key?.replaceAll('`', ''), without]);
    expect(Object.fromEntries(written)).toEqual(defaults);
  });

  it('and the schema have the stages and events that there are', () => {
    expect(schema.definitions.stage.enum).toEqual([...stageNames]);
    expect(schema.properties.events.properties.on.items.enum).toEqual([...eventNames]);
  });
});
