import type {BlamedKind} from './explanation/blame.ts';
import type {Pattern} from './patterns/pattern.ts';
import type {SideName} from './records/record-difference.ts';

/** What to do about a difference. */
export interface Fix {
  /** One sentence or more. */
  readonly text: string;
  /** As a shell takes them, in their order; empty if no command of lse corrects it. */
  readonly commands: readonly string[];
}

/**
 * The commands that correct the candidate, with the flags that were given for the comparison, one for each project that was named.
 * Null if lse does not write to the candidate, or if it writes nothing from control.
 */
export interface FixCommands {
  readonly load: readonly string[];
  /** For these projects. For those in `pruned` the command also deletes the records that control does not have. */
  readonly repair: (projects: Iterable<string>, pruned: ReadonlySet<string>) => readonly string[];
  /** Ask the database whether it still is what lse made, and whether its columns agree with its documents. */
  readonly inspect: readonly string[];
}

export interface Found {
  readonly patterns: readonly Pick<Pattern, 'kind' | 'side' | 'projects'>[];
  /** The side without a single record if the other one has some; else null. */
  readonly emptySide: SideName | null;
  /** Whether a side answers something else than its own records give. */
  readonly isLogic: boolean;
}

/** Only for differences: what prevented a comparison says itself what to do. Null if there is nothing to do. */
export function fixOf({patterns, emptySide, isLogic}: Found, commands: FixCommands | null): Fix | null {
  if (emptySide === 'control') {
    return {text: 'Control has no record. See whether it is the source that you meant.', commands: []};
  }
  const parts = [
    ...(isLogic ? [ofLogic(commands)] : []),
    ...ofUnreadable(patterns),
    ...(patterns.some(({kind}) => WRITABLE.has(kind)) ? [ofData(patterns, emptySide, commands)] : []),
  ];
  if (parts.length === 0) return null;
  return {text: parts.map(({text}) => text).join(' '), commands: parts.flatMap((part) => part.commands)};
}

/** The differences that writing to the candidate corrects. */
const WRITABLE: ReadonlySet<BlamedKind> = new Set(['missing', 'extra', 'changed', 'superseded']);

function ofLogic(commands: FixCommands | null): Fix {
  const fault = 'A side answers something else than its own records say, so its query or its code is wrong.';
  if (commands === null) return {text: fault, commands: []};
  return {
    text: `${fault} See whether the database is as lse made it, and whether its columns agree with its documents:`,
    commands: commands.inspect,
  };
}

function ofUnreadable(patterns: Found['patterns']): Fix[] {
  const isThere = (name: SideName): boolean => patterns.some(({kind, side}) => kind === 'unreadable' && side === name);
  const texts = [
    ...(isThere('control') ? ['Correct or delete the files that control cannot read.'] : []),
    ...(isThere('candidate') ? ['Candidate cannot read some records; the reason stands with each of them.'] : []),
  ];
  return texts.map((text) => ({text, commands: []}));
}

function ofData(patterns: Found['patterns'], emptySide: SideName | null, commands: FixCommands | null): Fix {
  if (commands === null) {
    return {text: 'Correct the records of the candidate: lse writes none of them from this control.', commands: []};
  }
  if (emptySide === 'candidate') return {text: 'Load the records:', commands: commands.load};
  const projectsOf = (chosen: Found['patterns']): Set<string> => new Set(chosen.flatMap(({projects}) => projects));
  const pruned = projectsOf(patterns.filter(({kind}) => kind === 'extra'));
  return {
    text:
      pruned.size === 0
        ? 'See what would be written. With --apply it is done:'
        : 'See what would be written, and what --prune would delete, since control does not have it. With --apply it is done:',
    commands: commands.repair(projectsOf(patterns.filter(({kind}) => WRITABLE.has(kind))), pruned),
  };
}
