import {parseCalendarDate} from '../../core/calendar-date.ts';
import type {Fault} from '../../yaml/fault.ts';
import {FaultList} from '../../yaml/fault-list.ts';
import {type NotationTexts, schemaFaults} from '../../yaml/schema-faults.ts';
import {WrittenYaml} from '../../yaml/written-yaml.ts';
import {defaultIntent, defaultRequirements} from './default-intent.ts';
import {type EventSettings, eventNames, type Intent, type ProjectIntent, type Requirements} from './intent.ts';
import type {WrittenEvents, WrittenGate, WrittenIntent, WrittenProject} from './notation.ts';
import {covers} from './project-pattern.ts';
import {validate} from './schema-code.ts';
import {parseShare, WHOLE} from './share.ts';

const TEXTS: NotationTexts = {
  noun: 'rollout files',
  patterns: {
    '\\S': 'This is blank.',
    '^[A-Za-z0-9_-]{1,64}$':
      'A salt has letters, digits, _ and -, and 64 characters at most; one of digits alone stands in quotes.',
    '^[a-z][a-z0-9-]{0,63}$': 'The name of a report has a-z, 0-9 and hyphens, and begins with a letter.',
    '^https?://[^\\s]+$': 'An address begins with https:// or http://.',
    '^(?:100(?:\\.0{1,2})?|[0-9]{1,2}(?:\\.[0-9]{1,2})?) ?%$':
      'A share goes from 0% to 100% in steps of 0.01%, and is written with its sign, such as 2.5%.',
    '^(?:[^\\\\]|\\\\[*\\\\])+$':
      'A project is a text: a name, or a pattern with *. A number stands in quotes, and a backslash before * or another one.',
    '^[0-9]{4}-[0-9]{2}-[0-9]{2}$': 'A day is a date YYYY-MM-DD.',
  },
};

/** Reads an intent from its text; or says all that is wrong with it, in the order of the text. */
export function readIntentText(text: string): {readonly intent: Intent} | {readonly faults: readonly Fault[]} {
  const yaml = new WrittenYaml(text);
  if (yaml.faults.length > 0) return {faults: yaml.faults};
  const faults = new FaultList(yaml);
  for (const {path, part, message} of schemaFaults(validate, TEXTS, yaml.value)) faults.add(path, message, part);
  if (faults.all.length > 0) return {faults: faults.all};
  const intent = intentOf(yaml.value as WrittenIntent, faults);
  return faults.all.length > 0 ? {faults: faults.all} : {intent};
}

function intentOf(written: WrittenIntent, faults: FaultList): Intent {
  const projects = projectsOf(written.projects ?? [], faults);
  if (written.salt === undefined) {
    const at = projects.findIndex(({share}) => share < WHOLE);
    if (at !== -1)
      faults.add(['projects', at, 'share'], "A share needs a salt of the file: write 'salt: ' and any word.");
  }
  const requirements = requirementsOf(written.gate ?? {}, faults);
  const keepDays = written.ledger?.keep_days ?? defaultIntent.ledger.keepDays;
  checkMemory(keepDays, requirements, faults);
  return {
    salt: written.salt ?? null,
    projects,
    default: written.default ?? defaultIntent.default,
    requirements,
    holds: {secondWithinDays: written.holds?.second_within_days ?? defaultIntent.holds.secondWithinDays},
    ledger: {keepDays},
    events: written.events ? eventsOf(written.events, faults) : null,
  };
}

function projectsOf(written: readonly WrittenProject[], faults: FaultList): ProjectIntent[] {
  return written.map(({project, stage, share = '100%', until = null}, at) => {
    const path = ['projects', at];
    if (until !== null && parseCalendarDate(until) === null) faults.add([...path, 'until'], `'${until}' is no date.`);
    const before = written.slice(0, at).find((earlier) => covers(earlier.project, project));
    if (before?.project === project) faults.add([...path, 'project'], `There is an entry for '${project}' above.`);
    else if (before !== undefined) {
      faults.add(
        [...path, 'project'],
        `This entry fits no project: '${before.project}' above it fits all of them first. Put it before that one.`,
      );
    }
    return {project, stage, share: parseShare(share) ?? WHOLE, until};
  });
}

/** `gate: advisory` is short for `gate: {mode: advisory}`. */
function requirementsOf(gate: WrittenGate | string, faults: FaultList): Requirements {
  if (typeof gate === 'string') {
    if (gate === 'advisory' || gate === 'enforced') return {...defaultRequirements, gate};
    faults.add(['gate'], 'Here stands enforced, advisory, or a mapping, {key: value}.');
    return defaultRequirements;
  }
  const defaults = defaultRequirements;
  return {
    reports: gate.reports ?? defaults.reports,
    comparisons: gate.comparisons ?? defaults.comparisons,
    days: gate.days ?? defaults.days,
    records: gate.records ?? defaults.records,
    failing: gate.failing ?? defaults.failing,
    coverage: fractionOf(gate.coverage) ?? defaults.coverage,
    failures: fractionOf(gate.failures) ?? defaults.failures,
    inconclusive: fractionOf(gate.inconclusive) ?? defaults.inconclusive,
    latency: gate.latency ?? defaults.latency,
    pairs: gate.pairs ?? defaults.pairs,
    maxAgeHours: gate.max_age_hours ?? defaults.maxAgeHours,
    rehearsalDays: gate.rehearsal_days ?? defaults.rehearsalDays,
    gate: gate.mode ?? defaults.gate,
  };
}

function fractionOf(share: string | undefined): number | null {
  const parsed = share === undefined ? null : parseShare(share);
  return parsed === null ? null : parsed / WHOLE;
}

/** A ledger that forgets before the gate has seen enough would keep it shut for ever, and nobody would know why. */
function checkMemory(keepDays: number, {days, rehearsalDays}: Requirements, faults: FaultList): void {
  for (const [key, asked] of [
    ['days', days],
    ['rehearsal_days', rehearsalDays],
  ] as const) {
    if (keepDays >= asked) continue;
    faults.add(['ledger', 'keep_days'], `The ledger would forget what the gate asks for: 'gate: {${key}: ${asked}}'.`);
  }
}

function eventsOf({command, webhook, on = eventNames}: WrittenEvents, faults: FaultList): EventSettings | null {
  if (command !== undefined && webhook === undefined) return {to: {kind: 'command', command}, on};
  if (webhook !== undefined && command === undefined) return {to: {kind: 'webhook', url: webhook}, on};
  faults.add(['events'], "Here stands 'command' or 'webhook', one of the two.", 'key');
  return null;
}
