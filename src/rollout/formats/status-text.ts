import Table from 'cli-table3';
import {parityShare} from '../../compare/formats/parity-share.ts';
import {escapeControlCharacters} from '../../format/control-characters.ts';
import {conditionText} from '../gate/condition-text.ts';
import type {Hold} from '../ledger/act.ts';
import {type Latency, type ProjectStatus, type RolloutStatus, shareOf} from '../status.ts';

const NO_BORDERS = Object.fromEntries(
  [
    ...['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'],
    ...['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'],
  ].map((place) => [place, '']),
);
const HEADINGS = ['Project', 'Stage', 'Parity', 'Coverage', 'Streak', 'Control', 'Candidate', 'Gate'];

/**
 * One row a project, then, for each that needs it, what holds it back and what to do. Latencies are `median / p95` in milliseconds.
 * Nothing is cut: a name is as long as it is.
 */
export function formatStatusText(status: RolloutStatus): string {
  const {ledger, projects} = status;
  const parts = [`Rollout at ${status.at}, by the ledger ${shown(ledger.location)}.`];
  if (ledger.fault !== null)
    parts.push(`The ledger could not be read: ${shown(ledger.fault)} What is not known is shown as ?.`);
  parts.push('');
  if (projects.length === 0) return `${[...parts, 'There are no projects.'].join('\n')}\n`;
  parts.push(...table(projects));
  for (const project of projects) {
    const lines = detail(project);
    if (lines.length > 0) parts.push('', `${shown(project.project)}:`, ...lines.map((line) => `  ${line}`));
  }
  return `${parts.map((line) => line.trimEnd()).join('\n')}\n`;
}

function table(projects: readonly ProjectStatus[]): string[] {
  const rows = new Table({
    head: HEADINGS,
    chars: {...NO_BORDERS, middle: '  '},
    colAligns: ['left', 'left', 'right', 'right', 'right', 'right', 'right', 'left'],
    style: {head: [], border: [], 'padding-left': 0, 'padding-right': 0},
  });
  for (const project of projects) rows.push(row(project));
  return rows.toString().split('\n');
}

function row({project, intended, inForce, evidence, latency, gate}: ProjectStatus): string[] {
  const share = (part: number, whole: number): string =>
    whole === 0 ? `0/${whole}` : `${part}/${whole} ${parityShare(shareOf(part, whole))}`;
  return [
    shown(project),
    intended === inForce ? inForce : `${inForce} (intended: ${intended})`,
    evidence === null ? '?' : share(evidence.matched, evidence.compared),
    evidence === null ? '?' : share(evidence.compared, evidence.asked),
    evidence === null ? '?' : String(evidence.streak),
    latency === null ? '-' : latencyText(latency.control),
    latency === null ? '-' : latencyText(latency.candidate),
    gate === null ? '-' : `${gate.state} to ${gate.to}`,
  ];
}

function detail({until, isOverdue, intended, lastMismatch, gate, holds, next}: ProjectStatus): string[] {
  const lines: string[] = [];
  if (isOverdue && until !== null) lines.push(`Overdue: it was to stay at ${intended} until ${shown(until)}.`);
  lines.push(...holds.map(holdText));
  if (lastMismatch !== null) {
    const {at, report, count, fingerprint} = lastMismatch;
    lines.push(
      `Last mismatch: ${shown(report)} at ${at}, seen ${count} ${count === 1 ? 'time' : 'times'} (${shown(fingerprint)}).`,
    );
  }
  lines.push(...(gate?.unmet ?? []).map(conditionText));
  if (next !== null) lines.push(`Next: ${shown(next)}`);
  return lines;
}

function holdText({days, reason, since, needsPerson}: Hold): string {
  const what = days === null ? 'Held' : `Held from ${days.from} to ${days.to}`;
  return `${what} since ${since}: ${shown(reason).replace(/\.$/, '')}.${needsPerson ? ' Only a person can release it.' : ''}`;
}

function latencyText({median, p95}: Latency): string {
  return `${Math.round(median)} / ${Math.round(p95)} ms`;
}

function shown(text: string): string {
  return escapeControlCharacters(text).toWellFormed();
}
