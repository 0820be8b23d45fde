import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {escapeOutput} from '../../../src/format/control-characters.ts';
import {prometheusText} from '../../../src/rollout/formats/prometheus.ts';
import {parseExposition, type Sample} from './exposition.ts';
import {AT, blank, busy, statusOf} from './sample-status.ts';

const of = (samples: readonly Sample[], name: string, project = 'my project') =>
  samples
    .filter((sample) => sample.name === `lse_rollout_${name}` && sample.labels.project === project)
    .map(({labels: {project: _, ...labels}, value}) => [...Object.values(labels), value]);

describe('the status for Prometheus', () => {
  const samples = parseExposition(prometheusText(statusOf(busy, blank)));

  it('has all figures of a project', () => {
    const on = (name: string): unknown[] => of(samples, name).filter((sample) => sample.at(-1) === 1);
    expect(on('stage')).toEqual([
      ['intended', 'live', 1],
      ['in_force', 'file', 1],
    ]);
    expect(of(samples, 'stage')).toHaveLength(10);
    expect(of(samples, 'overdue')).toEqual([[1]]);
    expect(of(samples, 'asked')).toEqual([[2500]]);
    expect(of(samples, 'compared')).toEqual([[2000]]);
    expect(of(samples, 'matched')).toEqual([[1999]]);
    expect(of(samples, 'parity_ratio')).toEqual([[0.9995]]);
    expect(of(samples, 'coverage_ratio')).toEqual([[0.8]]);
    expect(of(samples, 'streak')).toEqual([[12]]);
    expect(of(samples, 'latency_seconds')).toEqual([
      ['control', '0.5', 0.0124],
      ['control', '0.95', 0.04],
      ['candidate', '0.5', 0.008],
      ['candidate', '0.95', 0.0215],
    ]);
    expect(of(samples, 'last_mismatch_timestamp_seconds')).toEqual([[Date.UTC(2026, 10, 28, 10) / 1000]]);
    expect(of(samples, 'gate')).toEqual([
      ['db', 'open', 0],
      ['db', 'closed', 0],
      ['db', 'undecided', 1],
    ]);
    expect(of(samples, 'condition_not_met')).toEqual([
      ['comparisons', 'unmet', 1],
      ['rehearsal', 'unknown', 1],
    ]);
    expect(of(samples, 'holds')).toEqual([
      ['project', 1],
      ['days', 1],
    ]);
    expect(of(samples, 'holds_for_a_person')).toEqual([[1]]);
    expect(of(samples, 'next_command')).toEqual([["lse rollout release 'my project'", 1]]);
    expect(samples[0]).toEqual({
      name: 'lse_rollout_status_timestamp_seconds',
      labels: {},
      value: Date.parse(AT) / 1000,
    });
  });

  it('has no sample of what is not known: no zero, and no NaN', () => {
    const names = new Set(samples.filter(({labels}) => labels.project === 'other').map(({name}) => name));
    expect([...names]).toEqual(
      ['stage', 'overdue', 'holds', 'holds_for_a_person'].map((name) => `lse_rollout_${name}`),
    );
    const nothing = {
      ...busy,
      evidence: {matched: 0, compared: 0, asked: 0, streak: 0},
      latency: {...busy.latency, control: {median: Number.NaN, p95: 1}},
    };
    const text = prometheusText(statusOf(nothing as typeof busy));
    expect(of(parseExposition(text), 'parity_ratio')).toEqual([]);
    expect(of(parseExposition(text), 'compared')).toEqual([[0]]);
    expect(text).not.toContain('NaN');
  });

  it('is whole without a project, and says where the ledger could not be read', () => {
    const text = prometheusText({...statusOf(), ledger: {location: 'x', fault: 'It is damaged.'}});
    expect(parseExposition(text).at(-1)).toEqual({name: 'lse_rollout_ledger_up', labels: {}, value: 0});
  });

  it('can be read whatever a project is called, also when it went to a terminal, and no two become one', () => {
    const name = fc.oneof(
      fc.string({unit: 'binary'}),
      fc.string({
        unit: fc.constantFrom(
          '\\',
          '"',
          '\n',
          '\u001b',
          'u',
          '0',
          '1',
          'b',
          '\u202e',
          '{',
          '}',
          ',',
          '=',
          ' ',
          '\\u001b',
        ),
      }),
    );
    fc.assert(
      fc.property(fc.uniqueArray(name, {minLength: 1, maxLength: 5}), (names) => {
        const text = prometheusText(statusOf(...names.map((project) => ({...busy, project, next: project}))));
        expect(escapeOutput(text, {colour: false})).toBe(text);
        const projects = parseExposition(text).filter(({name}) => name === 'lse_rollout_streak');
        expect(projects).toHaveLength(names.length);
        for (const [at, project] of names.entries()) {
          if (!/[\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(project)) expect(projects[at]?.labels.project).toBe(project);
        }
      }),
      {numRuns: 500},
    );
  });
});
