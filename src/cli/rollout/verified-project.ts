import {planVerification, type Verification, verifySources} from '../../compare/records/verification.ts';
import {parseCalendarDate} from '../../core/calendar-date.ts';
import type {DocumentTree} from '../../core/document-tree.ts';
import {LseError, UsageError} from '../../core/errors.ts';
import {isPlainFiles} from '../../core/passed-over.ts';
import type {UnreadableFile} from '../../core/report-source.ts';
import {EVERY_DATE, type Scope} from '../../core/scope.ts';
import {shellWord} from '../../core/shell-word.ts';
import {passedOverText} from '../../format/passed-over.ts';
import {type ProjectFile, pathOf, projectFiles} from '../../rollout/archive/project-files.ts';
import {progressOf} from '../progress.ts';
import type {Settings} from '../settings.ts';
import {openFrozenTree, openWritable, sourceOfTree, withFrozenSource} from '../sources.ts';

/** A project whose every record was the same in a tree and in the database. */
export interface VerifiedProject {
  readonly records: number;
  /** The listing that was verified. */
  readonly tree: DocumentTree;
  readonly scope: Scope;
}

/**
 * Compares every record of a project, on every date, in a trace tree and in the database. The snapshot of the database ends with it.
 *
 * @throws LseError if any record differs, or if any file was not read or changed meanwhile; and for a table of another program
 */
export async function verifyProject(directory: string, project: string, settings: Settings): Promise<VerifiedProject> {
  // The database has to give back some day what is archived.
  await openWritable(settings.database, settings);
  const scope = {project, ...EVERY_DATE};
  const tree = await openFrozenTree(directory, settings, [scope]);
  const control = await sourceOfTree(tree);
  // Every record is read, since the archived files may be removed afterwards.
  const verification = await withFrozenSource(settings.database, settings, [scope], async (candidate) => {
    const plan = await planVerification(control, candidate, scope);
    return progressOf(settings)({label: 'Verifying', unit: 'files and rows', total: plan.size}, ({advance}) =>
      verifySources(control, candidate, plan, advance, {saysWhere: false, deep: true}),
    );
  });
  requireClean(verification, control.unreadableFiles(), project, directory);
  return {records: verification.same, tree, scope};
}

function requireClean(
  {same, differences, changes, passedOver}: Verification,
  unreadable: readonly UnreadableFile[],
  project: string,
  directory: string,
): void {
  const verify = `lse db verify --project ${shellWord(project)} --data-dir ${shellWord(directory)}`;
  const refuse = (message: string, hint: string): LseError =>
    new LseError('LSE_GATE', `${message} Nothing was archived or removed.`, hint);
  const [file] = unreadable;
  if (file !== undefined) {
    throw refuse(
      `${filesOf(unreadable.length)} of '${project}' cannot be read, first ${file.path} (${file.reason}).`,
      `Correct it or take it out of the tree, and verify with: ${verify}`,
    );
  }
  const passed = passedOver.find((each) => each.project === project && !isPlainFiles(each));
  if (passed !== undefined) {
    throw refuse(
      `Something of '${project}' was not looked at: ${passedOverText(passed)}.`,
      `Take it out of the tree, and verify with: ${verify}`,
    );
  }
  const [change] = changes;
  if (change !== undefined) {
    throw refuse(`${change.path} ${change.change} during the verification.`, `Verify again with: ${verify}`);
  }
  if (differences.length > 0) {
    const all = same + differences.length;
    throw refuse(
      `The database and ${directory} are not the same: ${differences.length} of ${all} records of '${project}' differ.`,
      `See each of them with: ${verify}`,
    );
  }
  if (same === 0) {
    throw new UsageError(
      `There is no record of '${project}', neither in ${directory} nor in the database.`,
      'See what there is with: lse rollout status',
    );
  }
}

/**
 * The files of a verified project, and the marks that show later whether they are still the verified ones.
 *
 * @throws LseError if they are not, even now
 */
export async function verifiedFiles(
  {tree, scope}: VerifiedProject,
  directory: string,
): Promise<{readonly files: ProjectFile[]; readonly requireUnchanged: () => Promise<void>}> {
  const verified = new Set<string>();
  for await (const {date, fileNames} of tree.days(scope)) for (const name of fileNames) verified.add(`${date}/${name}`);
  const files = await projectFiles(directory);
  const counted = files.filter(isCounted).map(pathOf);
  const there = new Set(counted);
  const other = counted.find((path) => !verified.has(path)) ?? [...verified].find((path) => !there.has(path));
  if (other !== undefined) throw changedMeanwhile(directory, other);
  const requireUnchanged = async (): Promise<void> => {
    const [change] = await tree.changes();
    if (change !== undefined) throw changedMeanwhile(directory, change.path);
    const now = new Map((await projectFiles(directory)).map((file) => [pathOf(file), file.bytes]));
    for (const file of files) {
      if (now.get(pathOf(file)) !== file.bytes) throw changedMeanwhile(directory, pathOf(file));
      now.delete(pathOf(file));
    }
    for (const path of now.keys()) throw changedMeanwhile(directory, path);
  };
  return {files, requireUnchanged};
}

/** Whether reports read it, by its names. */
function isCounted({names}: ProjectFile): boolean {
  const [date, name = ''] = names;
  return names.length === 2 && parseCalendarDate(date ?? '') !== null && name.endsWith('.json') && !/^[._]/.test(name);
}

function changedMeanwhile(directory: string, path: string): LseError {
  return new LseError(
    'LSE_DATA_DIR',
    `${path} of ${directory} changed meanwhile; nothing was archived or removed.`,
    'End what writes there, load it with: lse db load, and run this again.',
  );
}

function filesOf(count: number): string {
  return count === 1 ? 'A file' : `${count} files`;
}
