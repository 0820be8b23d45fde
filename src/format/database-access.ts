import type {AccessChange, AccessEntry, AccessList} from '../core/database-access.ts';
import {escapeControlCharacters as inert} from './control-characters.ts';

/** Who may see what, for a person. */
export function formatAccessList(location: string, {enabled, entries, withoutAccess}: AccessList): string {
  const state = enabled
    ? 'A role sees the projects that it was given, and no others.'
    : 'Every role with rights on runs sees every project, until the first: lse db access grant ROLE --project NAME';
  const width = Math.max(0, ...entries.map(({role}) => inert(role).length));
  const lines = entries.map((entry) => `${inert(entry.role).padEnd(width)}  ${textOf(entry)}`);
  const without = withoutAccess.map((role) => `${inert(role)}  has rights on runs and sees no project`);
  return `${[`Database: ${inert(location)}`, state, ...lines, ...without].join('\n')}\n`;
}

/** The result of a grant or a revocation, for a person. */
export function formatAccessChange({role, switchedOn, entries, kept, cut}: AccessChange): string {
  const lines = entries.length === 0 ? [`${inert(role)} may read no project.`] : entries.map(sentenceOf);
  const others = [
    ...kept.map((name) => `${inert(name)} kept every project.`),
    ...cut.map((name) => `${inert(name)} has rights on runs and sees no project any more.`),
  ];
  const on = switchedOn ? ['From now on a role sees the projects that it was given, and no others.'] : [];
  return `${[...lines, ...others, ...on].join('\n')}\n`;
}

function sentenceOf(entry: AccessEntry): string {
  return `${inert(entry.role)} may ${entry.canWrite ? 'read and write' : 'read'} ${nameOf(entry)}.`;
}

function textOf(entry: AccessEntry): string {
  return `${entry.canWrite ? 'reads and writes' : 'reads'} ${nameOf(entry)}`;
}

/** A project may have any name, even `every project`. */
function nameOf({project}: AccessEntry): string {
  return project === null ? 'every project' : `'${inert(project)}'`;
}
