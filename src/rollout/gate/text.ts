import {shellWord} from '../../core/shell-word.ts';
import {escapeControlCharacters} from '../../format/control-characters.ts';
import type {Condition, GateAnswer, GateQuestion} from './gate.ts';
import {type AskedStep, gatheringCommand} from './missing-evidence.ts';
import type {ReplayedDay} from './replay.ts';

type Step = Pick<GateQuestion, 'project' | 'from' | 'to'>;

/** A longer cell does not widen its column. */
const WIDEST = 44;

/** The answer, each condition as what there is and what is asked for, and what to do next; for a person. */
export function formatGate(step: AskedStep, answer: GateAnswer): string {
  const {project, from, to} = step;
  const rows = answer.conditions.map(({name, state, have, need}) => [name, state, have, need]);
  return [
    escapeControlCharacters(`The gate of ${project} from ${from} to ${to} is ${answer.state}${openText(answer)}.`),
    ...(rows.length === 0 ? [] : ['', ...columns([['Condition', 'State', 'Have', 'Need'], ...rows])]),
    '',
    escapeControlCharacters(nextText(step, answer)),
    '',
  ].join('\n');
}

/** The same for programs. */
export function formatGateJson({project, from, to}: Step, answer: GateAnswer): string {
  return `${JSON.stringify({project, from, to, ...answer}, null, 2)}\n`;
}

/** One line a day, and how often either rules would have opened the gate. */
export function formatReplay(days: readonly ReplayedDay[]): string {
  const rows = days.map(({day, present, tried}) => [day, present.state, tried.state, differenceText(present, tried)]);
  const open = (of: (day: ReplayedDay) => GateAnswer): number => days.filter((day) => of(day).state === 'open').length;
  return [
    ...columns([['Day', 'Present', 'Tried', 'What differs'], ...rows]),
    '',
    `Of ${days.length} ${days.length === 1 ? 'day' : 'days'} the gate is open on ${open(({present}) => present)} under the present rules, on ${open(({tried}) => tried)} under those tried.`,
    '',
  ].join('\n');
}

export function formatReplayJson({project, from, to}: Step, days: readonly ReplayedDay[]): string {
  return `${JSON.stringify({project, from, to, days}, null, 2)}\n`;
}

function openText({conditions}: GateAnswer): string {
  const open = conditions.filter(({state}) => state !== 'met').length;
  if (conditions.length === 0) return ': nothing is asked for';
  return open === 0 ? '' : `: ${open} of ${conditions.length} conditions ${open === 1 ? 'is' : 'are'} not met`;
}

function nextText(step: AskedStep, answer: GateAnswer): string {
  const {project, to} = step;
  const name = shellWord(project);
  switch (answer.state) {
    case 'open':
      return `Promote it with: lse rollout promote ${name} --to ${to}`;
    case 'closed':
      return `Look at what is broken with: lse rollout history ${name}`;
    case 'undecided':
      return `Collect what is missing with: ${gatheringCommand(step, answer)}`;
  }
}

/** The conditions whose states differ, as they would be. */
function differenceText(present: GateAnswer, tried: GateAnswer): string {
  const before = new Map(present.conditions.map(({name, state}) => [name, state]));
  return tried.conditions
    .filter(({name, state}: Condition) => before.get(name) !== state)
    .map(({name, state}) => `${name} ${state}`)
    .join(', ');
}

function columns(rows: readonly (readonly string[])[]): string[] {
  const cells = rows.map((row) => row.map(escapeControlCharacters));
  const widths = (cells[0] ?? []).map((_, at) =>
    Math.max(...cells.map((row) => row[at]?.length ?? 0).filter((width) => width <= WIDEST)),
  );
  return cells.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
