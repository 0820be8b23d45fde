import type {WrittenYaml} from '../../yaml/written-yaml.ts';
import type {ProjectIntent} from './intent.ts';
import {formatShare, WHOLE} from './share.ts';
import {columnOf, endOfLine, insertion, lineEndOf, quotedName, startOfLine, type TextEdit} from './text-edit.ts';

interface Addition {
  readonly entry: ProjectIntent;
  /** The place of the entry that it comes before; null for the end. */
  readonly before: number | null;
  /** What the file says about it. */
  readonly note: string;
}

/** How far the entries of a list of ours stand from the left. */
const INDENT = '  ';

/** An entry more in the list of projects, in the way in which the others are written. Null if that cannot be told. */
export function addedEntry(text: string, yaml: WrittenYaml, addition: Addition): TextEdit | null {
  const list = yaml.written(['projects']);
  const {projects} = yaml.value as {readonly projects?: readonly unknown[] | null};
  if (projects === undefined) return atTheEnd(text, addition);
  if (list === null) return null;
  if (projects === null || projects.length === 0) return asFirst(text, yaml, addition);
  if (list.style === 'flow') return inFlow(text, yaml, addition, projects.length);
  return list.style === 'block' ? inBlock(text, yaml, addition, projects) : null;
}

/** A whole list behind everything else. */
function atTheEnd(text: string, addition: Addition): TextEdit {
  const end = lineEndOf(text);
  const break_ = text === '' || text.endsWith('\n') ? '' : end;
  return insertion(text.length, `${break_}projects:${end}${lines(addition, INDENT, end)}${end}`);
}

/** Of a list without entries, `projects: []`, or of a key without a value. */
function asFirst(text: string, yaml: WrittenYaml, addition: Addition): TextEdit | null {
  const key = yaml.place(['projects'], 'key');
  const value = yaml.written(['projects']);
  if (value === null) return null;
  const end = lineEndOf(text);
  const colon = text.indexOf(':', key.end);
  // What stands there goes; a comment behind it stays where it is.
  const rest = text.slice(Math.max(value.end, colon + 1), endOfLine(text, Math.max(value.end, colon + 1)));
  return {
    start: colon + 1,
    end: Math.max(value.end, colon + 1) + rest.length,
    text: `${rest.trim() === '' ? '' : ` ${rest.trim()}`}${end}${lines(addition, INDENT, end)}`,
  };
}

function inBlock(text: string, yaml: WrittenYaml, addition: Addition, projects: readonly unknown[]): TextEdit | null {
  const end = lineEndOf(text);
  const first = yaml.written(['projects', addition.before ?? projects.length - 1]);
  if (first === null) return null;
  const dash = text.lastIndexOf('-', first.start - 1);
  const indent = ' '.repeat(columnOf(text, dash));
  if (addition.before !== null) {
    const at = startOfEntry(text, startOfLine(text, dash));
    return insertion(at, `${lines(addition, indent, end)}${end}`);
  }
  // The place of a block ends somewhere behind its last value; that of the value ends with it.
  const last = yaml.written(['projects', projects.length - 1, Object.keys(projects.at(-1) as object).at(-1) ?? '']);
  if (last === null) return null;
  const closing = first.style === 'flow' ? first.end : last.end;
  return insertion(endOfLine(text, closing), `${end}${lines(addition, indent, end)}`);
}

/** The comments right above an entry are about it, and stay with it. */
function startOfEntry(text: string, line: number): number {
  let start = line;
  while (start > 0) {
    const above = startOfLine(text, start - 1);
    if (!/^[ \t]*#/.test(text.slice(above, start))) break;
    start = above;
  }
  return start;
}

function inFlow(text: string, yaml: WrittenYaml, {entry, before, note}: Addition, count: number): TextEdit | null {
  const end = lineEndOf(text);
  const indent = INDENT.repeat(2);
  const written = `${end}${indent}# ${note}${end}${indent}{${pairs(entry).join(', ')}}`;
  const beside = yaml.written(['projects', before ?? count - 1]);
  if (beside === null) return null;
  return before === null ? insertion(beside.end, `,${written}`) : insertion(beside.start, `${written},${end}${indent}`);
}

function lines({entry, note}: Addition, indent: string, end: string): string {
  const [first, ...others] = pairs(entry);
  return [`${indent}# ${note}`, `${indent}- ${first}`, ...others.map((pair) => `${indent}  ${pair}`)].join(end);
}

function pairs({project, stage, share, until}: ProjectIntent): string[] {
  const written = [`project: ${quotedName(project)}`, `stage: ${stage}`];
  if (share < WHOLE) written.push(`share: ${formatShare(share)}`);
  if (until !== null) written.push(`until: ${until}`);
  return written;
}
