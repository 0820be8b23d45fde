import {parityShare} from '../../compare/formats/parity-share.ts';
import {escapeControlCharacters} from '../../format/control-characters.ts';
import {conditionText} from '../gate/condition-text.ts';
import type {Hold} from '../ledger/act.ts';
import {type Latency, type ProjectStatus, type RolloutStatus, shareOf} from '../status.ts';
import {plainTable} from './plain-table.ts';

const COLUMNS = [
  ['Project', 'left'],
  ['Stage', 'left'],
  ['Parity', 'right'],
  ['Coverage', 'right'],
  ['Streak', 'right'],
  ['Control', 'right'],
  ['Candidate', 'right'],
  ['Gate', 'left'],
] as const;

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
  parts.push(...plainTable(COLUMNS, projects.map(row)));
  for (const project of projects) {
    const lines = detail(project);
    if (lines.length > 0) parts.push('', `${shown(project.project)}:`, ...lines.map((line) => `  ${line}`));
  }
  return `${parts.map((line) => line.trimEnd()).join('\n')}\n`;
}

function row({project, intended, inForce, evidence, latency, gate}: ProjectStatus): string[] {
  return [
    shown(project),
    intended === inForce ? inForce : `${inForce} (intended: ${intended})`,
    evidence === null ? '?' : shareText(evidence.matched, evidence.compared),
    evidence === null ? '?' : shareText(evidence.compared, evidence.asked),
    evidence === null ? '?' : String(evidence.streak),
    latency === null ? '-' : latencyText(latency.control),
    latency === null ? '-' : latencyText(latency.candidate),
    gate === null ? '-' : `${gate.state} to ${gate.to}`,
  ];
}

/** `19/20 95.0%`; of nothing `0/0` alone. */
export function shareText(part: number, whole: number): string {
  return whole === 0 ? '0/0' : `${part}/${whole} ${parityShare(shareOf(part, whole))}`;
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
