import {escapeControlCharacters} from '../format/control-characters.ts';
import type {RepairPlan, RepairStep} from './repair-plan.ts';

/** More than a person reads; `--json` has all of them. */
const MOST = 50;

/** What a repair would do, or did, for a person. */
export function formatRepair({steps, left}: RepairPlan, {applied}: {readonly applied: boolean}): string {
  const count = (action: RepairStep['action']): number => steps.filter((step) => step.action === action).length;
  const verb = (would: string, did: string): string => (applied ? did : would);
  const extra = left.filter(({because}) => because === 'extra').length;
  const refused = left.filter(({because}) => because === 'refused').length;
  const passing = left.filter(({because}) => because === 'passing').length;
  const unreadable = left.length - extra - refused - passing;
  return [
    `${verb('Would write: ', 'Written:')} ${count('write')}`,
    `${verb('Would delete:', 'Deleted:')} ${count('delete')}`,
    ...steps.slice(0, MOST).map((step) => `  ${step.action.padEnd(7)}${stepText(step)}`),
    ...more(steps.length - MOST),
    ...(left.length === 0 ? [] : [`Left as they are: ${left.length}`]),
    ...left.slice(0, MOST).map((step) => `  ${'left'.padEnd(7)}${stepText(step)}`),
    ...more(left.length - MOST),
    ...(extra === 0 ? [] : [`${extra} not in the files; delete them with --prune.`]),
    ...(unreadable === 0
      ? []
      : [
          `${unreadable} whose file cannot be read: the database has the only readable copy. Keep it with: lse db export --out DIR. Give it up with --discard-unreadable.`,
        ]),
    ...(passing === 0
      ? []
      : [`${passing} whose file could not be read this time; when it can be read, repair again with: lse db repair`]),
    ...(refused === 0
      ? []
      : [`${refused} that the database refused when they were loaded; offer them again with: lse db load --reread`]),
    ...(applied || steps.length === 0 ? [] : ['Nothing was changed. Do it with --apply.']),
    '',
  ].join('\n');
}

function stepText({key, kind, fileName}: RepairStep): string {
  const {project, date, runId} = key;
  const text = `${kind.padEnd(11)}${project} ${date} ${runId}${fileName === null ? '' : ` from ${fileName}`}`;
  return escapeControlCharacters(text).toWellFormed();
}

function more(count: number): string[] {
  return count > 0 ? [`  … and ${count} more; all of them with --json`] : [];
}
