import {isDeepStrictEqual} from 'node:util';
import {ConfigError} from '../../core/errors.ts';
import {WrittenYaml} from '../../yaml/written-yaml.ts';
import type {StageName} from '../stage.ts';
import {addedEntry} from './added-entry.ts';
import type {Intent, ProjectIntent} from './intent.ts';
import {intentOfText} from './intent-file.ts';
import {fits, isPattern, patternOfName} from './project-pattern.ts';
import {formatShare, WHOLE} from './share.ts';
import {addedKey, replacedWord, type TextEdit, withEdits} from './text-edit.ts';

/** What the file should say of one project from now on. What is left out stays as it is. */
export interface StageChange {
  readonly project: string;
  readonly stage: StageName;
  /** As `ProjectIntent.share`. */
  readonly share?: number;
  /** As `ProjectIntent.until`. */
  readonly until?: string;
  /** For a file that has none and gets its first share. */
  readonly salt?: string;
  /** What the file says about an entry that is added, in one line. */
  readonly note: string;
}

/**
 * The text of an intent with one project at another stage; all else stays as it is, comments and blanks included. An entry that is the
 * project's own gets the new values. If a pattern decides, the project gets an entry before it; if nothing fits, at the end.
 *
 * @param path for messages
 * @throws ConfigError if the text is wrong, or is written in a way in which that cannot be done
 */
export function editedIntent(path: string, text: string, change: StageChange): string {
  const before = intentOfText(path, text);
  const after = changedIntent(before, change);
  if (isDeepStrictEqual(before, after)) return text;
  const edits = editsOf(text, before, after, change);
  const result = edits === null ? null : withEdits(text, edits);
  // Whatever the text looked like: it says what it should, and of all else what it said.
  if (result !== null && isSaying(path, result, after)) return result;
  throw new ConfigError(
    `The rollout file ${path} is written in a way in which lse cannot change the stage of '${change.project}'.`,
    `Change it by hand: {project: ${quotedForHint(change.project)}, stage: ${change.stage}}.`,
  );
}

/** What the file must say afterwards. */
function changedIntent(before: Intent, change: StageChange): Intent {
  const at = decidingEntry(before, change.project);
  const old = before.projects[at];
  const isOwn = old !== undefined && !isPattern(old.project);
  const entry: ProjectIntent = {
    project: isOwn ? old.project : patternOfName(change.project),
    stage: change.stage,
    share: change.share ?? (isOwn ? old.share : WHOLE),
    until: change.until ?? (isOwn ? old.until : null),
  };
  const projects = [...before.projects];
  projects.splice(at === -1 ? projects.length : at, isOwn ? 1 : 0, entry);
  const salt = before.salt ?? (entry.share < WHOLE ? (change.salt ?? null) : null);
  return {...before, salt, projects};
}

function decidingEntry(intent: Intent, project: string): number {
  return intent.projects.findIndex((entry) => fits(entry.project, project));
}

function editsOf(text: string, before: Intent, after: Intent, change: StageChange): TextEdit[] | null {
  const yaml = new WrittenYaml(text);
  const at = decidingEntry(before, change.project);
  const isOwn = at !== -1 && before.projects.length === after.projects.length;
  const edits: (TextEdit | null)[] = [];
  if (after.salt !== before.salt) {
    edits.push(addedKey(text, yaml, {mapping: [], beside: 'lse', key: 'salt', word: quotedSalt(after.salt)}));
  }
  if (isOwn) {
    for (const [key, word] of changedWords(before.projects[at], after.projects[at])) {
      const value = yaml.written(['projects', at, key]);
      edits.push(
        value === null
          ? addedKey(text, yaml, {mapping: ['projects', at], beside: 'stage', key, word})
          : replacedWord(value, word),
      );
    }
  } else {
    const entry = after.projects[at === -1 ? after.projects.length - 1 : at];
    edits.push(
      entry === undefined ? null : addedEntry(text, yaml, {entry, before: at === -1 ? null : at, note: change.note}),
    );
  }
  return edits.every((edit) => edit !== null) ? edits : null;
}

/** The keys of an entry whose values change, with the new ones as they are written. */
function changedWords(before?: ProjectIntent, after?: ProjectIntent): [string, string][] {
  if (before === undefined || after === undefined) return [];
  const words: [string, string][] = [];
  if (after.stage !== before.stage) words.push(['stage', after.stage]);
  if (after.share !== before.share) words.push(['share', formatShare(after.share)]);
  if (after.until !== before.until && after.until !== null) words.push(['until', after.until]);
  return words;
}

function isSaying(path: string, text: string, intent: Intent): boolean {
  try {
    return isDeepStrictEqual(intentOfText(path, text), intent);
  } catch (error) {
    if (error instanceof ConfigError) return false;
    throw error;
  }
}

/** One of digits alone would be a number. */
function quotedSalt(salt: string | null): string {
  return JSON.stringify(salt ?? '');
}

function quotedForHint(project: string): string {
  return JSON.stringify(patternOfName(project));
}
