import {Flags} from '@oclif/core';
import {progressFlag} from '../../cli/flags.ts';
import {pathOnly} from '../../cli/path-text.ts';
import {progressOf} from '../../cli/progress.ts';
import {projectsOfFiles, requireComplete} from '../../cli/rollout/complete-stage.ts';
import type {Rollout} from '../../cli/rollout/rollout.ts';
import {projectArg, RolloutCommand, requireProject, rolloutFlags} from '../../cli/rollout/rollout-command.ts';
import {verifiedFiles, verifyProject} from '../../cli/rollout/verified-project.ts';
import {writeNotice} from '../../cli/terminal.ts';
import {shellWord} from '../../core/shell-word.ts';
import {escapeControlCharacters} from '../../format/control-characters.ts';
import {maskSecrets} from '../../format/masking.ts';
import {checkArchive} from '../../rollout/archive/archive-check.ts';
import {copyProject} from '../../rollout/archive/archive-copy.ts';
import {type ArchivePlace, archivePlace, withArchive} from '../../rollout/archive/archive-place.ts';
import {type Manifest, manifestOf, readManifest} from '../../rollout/archive/manifest.ts';
import {pathOf, projectFiles} from '../../rollout/archive/project-files.ts';
import {removeArchived, requireArchived} from '../../rollout/archive/retirement.ts';

interface RetireResult {
  readonly project: string;
  /** False: the command only said what it would do. */
  readonly applied: boolean;
  /** The directory of the project's archive, which may not exist yet. */
  readonly directory: string;
  readonly files: number;
  readonly bytes: number;
  readonly dates: number;
  /** How many of the files are still in the tree. */
  readonly left: number;
}

export default class Retire extends RolloutCommand {
  static override summary = 'Archive the files of a project that is complete, and remove them.';
  static override description =
    'First compares every record with the database, and continues only if all are the same. Without --apply nothing is changed. The archive is a trace tree of its own with a checksum of every file; it is read back before anything is removed. The same command continues a run that was interrupted.';
  static override examples = [
    {
      description: 'What would be done',
      command: '<%= config.bin %> <%= command.id %> my-project --archive /archive/traces',
    },
    {
      description: 'Do it',
      command: '<%= config.bin %> <%= command.id %> my-project --archive /archive/traces --apply',
    },
  ];
  static override enableJsonFlag = true;
  static override args = {project: projectArg};
  static override flags = {
    archive: Flags.string({
      description: 'Directory of the archive, a trace tree. It is made if it is missing.',
      helpValue: 'DIR',
      required: true,
      parse: pathOnly('--archive'),
    }),
    apply: Flags.boolean({description: 'Do it. Without this flag nothing is changed.'}),
    progress: progressFlag,
    ...rolloutFlags,
  };

  protected override readonly ifInterrupted =
    'Every file is where it was or in the archive, or in both. Run the same command again to continue.';

  async run(): Promise<RetireResult> {
    const {args, flags} = await this.parse(Retire);
    const project = requireProject(args.project);
    const rollout = await this.open(flags);
    const place = await archivePlace(flags.archive, rollout.settings.dataDir, project);
    await requireComplete(rollout, project, this.config.version);
    await this.#warnOfOthers(rollout, project);
    return flags.apply ? withArchive(place, () => this.#retire(rollout, place)) : this.#preview(rollout, place);
  }

  async #preview(rollout: Rollout, place: ArchivePlace): Promise<RetireResult> {
    const {project, directory, tree} = place;
    const {settings} = rollout;
    const again = `lse rollout retire ${shellWord(project)} --archive ${shellWord(place.root)} --apply`;
    const archived = await this.#archived(rollout, place);
    if (archived !== null) {
      const left = await projectFiles(tree);
      await this.printAdvice(
        shown(
          `${sizeOf(archived)} stand in ${directory}.`,
          `${left.length} of them are still in ${tree}, and would be removed.`,
          `Do it with: ${again}`,
        ),
      );
      return resultOf(place, archived, {applied: false, left: left.length});
    }
    const verified = await verifyProject(settings.dataDir, project, settings);
    const {files} = await verifiedFiles(verified, tree);
    const sizes = new Map(files.map((file) => [pathOf(file), {sha256: '', bytes: file.bytes}]));
    const planned = manifestOf(project, sizes, '');
    await this.printAdvice(
      shown(
        `Would copy ${sizeOf(planned)} to ${directory}, and remove them from ${tree}.`,
        `The database has the same records: ${verified.records}.`,
        `Do it with: ${again}`,
      ),
    );
    return resultOf(place, planned, {applied: false, left: files.length});
  }

  async #retire(rollout: Rollout, place: ArchivePlace): Promise<RetireResult> {
    const {project, directory, tree, root} = place;
    const manifest = (await this.#archived(rollout, place)) ?? (await this.#archive(rollout, place));
    const removed = {label: 'Removing', unit: 'files', total: manifest.counts.files};
    await progressOf(rollout.settings)(removed, ({advance}) => removeArchived(place, manifest, advance));
    const reason = maskSecrets(`${sizeOf(manifest)} in ${directory}`);
    await this.#recordOnce(rollout, project, reason);
    const audit = `lse rollout audit ${shellWord(project)} --archive ${shellWord(root)}`;
    await this.printAdvice(
      shown(
        `Retired ${project}: ${sizeOf(manifest)} are in ${directory} and no longer in ${tree}.`,
        `Audit it with: ${audit}`,
      ),
    );
    return resultOf(place, manifest, {applied: true, left: 0});
  }

  /** What an earlier run archived, checked anew: part of the tree may be gone by then, so the archive itself is compared with the database. */
  async #archived({settings}: Rollout, place: ArchivePlace): Promise<Manifest | null> {
    const {project, directory, root} = place;
    const manifest = await readManifest(directory, project);
    if (manifest === null) return null;
    await requireArchived(place, manifest);
    const readBack = {label: 'Reading back', unit: 'files', total: manifest.counts.files};
    await progressOf(settings)(readBack, ({advance}) => checkArchive(directory, manifest, null, advance));
    await verifyProject(root, project, settings);
    return manifest;
  }

  async #archive({settings}: Rollout, place: ArchivePlace): Promise<Manifest> {
    const verified = await verifyProject(settings.dataDir, place.project, settings);
    const {files, requireUnchanged} = await verifiedFiles(verified, place.tree);
    return progressOf(settings)({label: 'Archiving', unit: 'files', total: files.length}, ({advance}) =>
      copyProject(place, files, {requireUnchanged, onFile: advance, now: new Date().toISOString()}),
    );
  }

  /** If a run ended between the last file and the ledger, the next run writes it down. */
  async #recordOnce(rollout: Rollout, project: string, reason: string): Promise<void> {
    const acts = await rollout.withLedger((ledger) => ledger.acts({project})).catch(() => []);
    const isNoted = acts.some((act) => act.kind === 'retired' && act.reason === reason);
    if (!isNoted) await this.record(rollout, {kind: 'retired', project, reason});
  }

  async #warnOfOthers(rollout: Rollout, project: string): Promise<void> {
    const others = await projectsOfFiles(rollout, project);
    if (others.length === 0) return;
    const [first = ''] = others;
    await writeNotice(
      escapeControlCharacters(
        `Warning: Reports of all projects together are printed from the files as long as '${first}'${others.length > 1 ? ` and ${others.length - 1} more` : ''} is not at stage db. Without the files of '${project}' they would lack it.`,
      ),
    );
  }
}

function resultOf(
  {project, directory}: ArchivePlace,
  {counts: {files, bytes, dates}}: Manifest,
  state: Pick<RetireResult, 'applied' | 'left'>,
): RetireResult {
  return {project, directory, files, bytes, dates, ...state};
}

function sizeOf({counts: {files, bytes, dates}}: Manifest): string {
  return `${files} ${files === 1 ? 'file' : 'files'} (${bytes} bytes) of ${dates} ${dates === 1 ? 'date' : 'dates'}`;
}

/** The names of projects and directories are data. */
function shown(...lines: readonly string[]): string {
  return lines.map((line) => `${escapeControlCharacters(line)}\n`).join('');
}
