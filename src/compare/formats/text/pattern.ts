import type {Fix} from '../../fix.ts';
import {counted} from '../count.ts';
import type {PatternDocument} from '../documents/pattern.ts';
import {patternText} from '../pattern-text.ts';
import {type Line, line} from './line.ts';

/** More than a person reads; JSON has all of them. */
const MOST = 10;

/** The records that differ, grouped: the largest pattern first. */
export function patternLines(patterns: readonly PatternDocument[]): Line[] {
  if (patterns.length === 0) return [];
  const left = patterns.slice(MOST);
  const records = left.reduce((sum, pattern) => sum + pattern.records, 0);
  return [
    line(''),
    line('What the records have in common', 0, 'strong'),
    ...patterns.slice(0, MOST).flatMap((pattern) => {
      const {head, notes, example} = patternText(pattern);
      const {project, runId, file} = pattern.example;
      return [
        line(head, 2, 'plain', 2, pattern.projects.names),
        ...notes.map((note) => line(note, 4)),
        line(example, 4, 'plain', 2, [project, runId, file]),
      ];
    }),
    ...(left.length === 0
      ? []
      : [
          line(
            `… and ${counted(left.length, 'more pattern')} of ${counted(records, 'record')}; all of them with --json`,
            2,
          ),
        ]),
  ];
}

/** What to do; a command is a line of its own, so that a user can copy it. */
export function fixLines(fix: Fix | null): Line[] {
  if (fix === null) return [];
  return [
    line(''),
    line('What to do', 0, 'strong'),
    line(fix.text, 2),
    ...fix.commands.map((command) => line(command, 4)),
  ];
}
