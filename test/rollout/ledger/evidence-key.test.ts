import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import type {ReportDefinition} from '../../../src/core/reports/definition.ts';
import {type DataPart, dataDigest} from '../../../src/rollout/ledger/data-digest.ts';
import {
  CONTRACT_VERSION,
  codeReportVersions,
  type Evidence,
  type EvidenceVersions,
  evidenceKey,
} from '../../../src/rollout/ledger/evidence-key.ts';
import {count, definitionOf, is, keys} from '../../support/report-definition.ts';

const definition = definitionOf({by: keys('name', 'status'), where: is('status', 'error')});
const evidence: Evidence = {
  report: definition,
  schemaVersion: 6,
  sources: {control: 'file', candidate: 'postgres'},
  settings: {maxFileBytes: 64 * 1024 * 1024, excludedProjects: ['b', 'a']},
};
const versions: EvidenceVersions = {contract: CONTRACT_VERSION, reports: codeReportVersions};
const key = evidenceKey(evidence);

/** The same value, every object of it with its keys the other way round. */
function reversed<T>(value: T): T {
  if (Array.isArray(value)) return value.map(reversed) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, reversed(member)]),
  ) as T;
}

describe('the evidence key', () => {
  it('is the same for the same, and stays it: all evidence hangs on it', () => {
    expect(evidenceKey(structuredClone(evidence))).toBe(key);
    expect(evidenceKey({...evidence, report: 'zenrows-errors'})).toBe('dO0TimYudDhWNl572cKKSAwXLXQj35EUP+C6bzwfyJ8=');
  });

  it('does not hang on the order of keys, nor on that of what is left out', () => {
    const other = reversed(evidence);
    expect(JSON.stringify(other)).not.toBe(JSON.stringify(evidence));
    expect(evidenceKey(other)).toBe(key);
    const {settings} = evidence;
    for (const excludedProjects of [
      ['a', 'b'],
      ['b', 'a'],
      ['a', 'b', 'a'],
    ]) {
      expect(evidenceKey({...reversed(evidence), settings: {...settings, excludedProjects}})).toBe(key);
    }
  });

  it.each<[string, Evidence]>([
    ['the schema', {...evidence, schemaVersion: 7}],
    ['the kind of control', {...evidence, sources: {control: 'sqlite', candidate: 'postgres'}}],
    ['the kind of candidate', {...evidence, sources: {control: 'file', candidate: 'sqlite'}}],
    ['which side is which', {...evidence, sources: {control: 'postgres', candidate: 'file'}}],
    ['the size of a file', {...evidence, settings: {...evidence.settings, maxFileBytes: 1}}],
    ['what is left out', {...evidence, settings: {...evidence.settings, excludedProjects: ['a']}}],
    ['how that is split', {...evidence, settings: {...evidence.settings, excludedProjects: ['a,b']}}],
    ['the report', {...evidence, report: 'zenrows-errors'}],
  ])('is another with another %s', (_, other) => {
    expect(evidenceKey(other)).not.toBe(key);
  });

  it('is another with another version of the contract', () => {
    expect(evidenceKey(evidence, {...versions, contract: CONTRACT_VERSION + 1})).not.toBe(key);
  });

  it.each<[string, Partial<ReportDefinition>]>([
    ['name', {name: 'other'}],
    ['title', {title: 'Other'}],
    ['rows', {rows: 'traces'}],
    ['condition', {where: is('status', 'Error')}],
    ['no condition', {where: null}],
    ['measure', {measures: [{name: 'count', measure: count(is('name', 'x'))}]}],
    ['order of keys in the table', {by: keys('status', 'name')}],
    ['order', {order: [{column: {kind: 'measure', name: 'count'}, direction: 'desc'}]}],
    ['top', {top: {by: 'count', rows: 3, rest: null}}],
  ])('is another with another %s of the definition', (_, changed) => {
    expect(evidenceKey({...evidence, report: definitionOf({...definition, ...changed})})).not.toBe(key);
  });

  it('is another for each report that is code, and with each of their versions', () => {
    const names = Object.keys(codeReportVersions) as (keyof typeof codeReportVersions)[];
    const found = names.flatMap((report) => [
      evidenceKey({...evidence, report}),
      evidenceKey({...evidence, report}, {...versions, reports: {...codeReportVersions, [report]: 99}}),
    ]);
    expect(new Set(found).size).toBe(2 * names.length);
  });
});

describe('the digest of the data', () => {
  const part = fc.record({
    side: fc.constantFrom('control' as const, 'candidate' as const),
    about: fc.constantFrom('alpha/2025-09-13', 'alpha', '/', '"'),
    state: fc.constantFrom('1', '2', '', '","'),
  });
  const canonical = (parts: readonly DataPart[]): string =>
    JSON.stringify(parts.map(({side, about, state}) => JSON.stringify([side, about, state])).sort());

  it('is equal for equal data in any order, and for no other', () => {
    const parts = fc.array(part, {minLength: 1, maxLength: 4});
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        const digest = dataDigest(one);
        expect(digest === null).toBe(new Set(one.map(({side}) => side)).size < 2);
        expect(dataDigest([...one].reverse())).toBe(digest);
        if (digest !== null) expect(dataDigest(other) === digest).toBe(canonical(one) === canonical(other));
      }),
      {numRuns: 2000},
    );
  });

  it('is not known where a side cannot tell, or says nothing', () => {
    const control: DataPart = {side: 'control', about: 'alpha', state: '1'};
    const candidate: DataPart = {side: 'candidate', about: 'alpha', state: '1'};
    expect(dataDigest([control, candidate])).toMatch(/^[\w+/]{43}=$/);
    expect(dataDigest([control, {...candidate, state: null}])).toBeNull();
    expect(dataDigest([control])).toBeNull();
    expect(dataDigest([])).toBeNull();
  });
});
