import {Flags, type Interfaces} from '@oclif/core';
import {BaseCommand} from '../../cli/base-command.ts';
import {CACHE_DIRECTORY} from '../../cli/cache-directory.ts';
import {detailFlags, detailsOf} from '../../cli/detail-flags.ts';
import {fixCommands} from '../../cli/fix-commands.ts';
import {
  databaseUrlFlag,
  dataDirFlag,
  excludeProjectFlag,
  progressFlag,
  projectFlag,
  rangeFlags,
} from '../../cli/flags.ts';
import {boundMemory} from '../../cli/memory-bound.ts';
import {nothingComparedNotice} from '../../cli/no-records-notice.ts';
import {outputFlag, parseOutputs, type WriteOutputs, withOutputs} from '../../cli/outputs.ts';
import {progressOf} from '../../cli/progress.ts';
import {ComparisonRecord} from '../../cli/rollout/comparison-record.ts';
import {writeDown} from '../../cli/rollout/written-down.ts';
import {parseOptionalScope} from '../../cli/scope.ts';
import {readSettings, type Settings} from '../../cli/settings.ts';
import {withFrozenSource} from '../../cli/sources.ts';
import {writeNotice} from '../../cli/terminal.ts';
import {askedOnce, VerifiedDays} from '../../cli/verified-days.ts';
import {exitCodeOf} from '../../compare/exit-code.ts';
import {verificationDocument} from '../../compare/formats/documents/verification.ts';
import {
  printVerification,
  type VerificationFormat,
  verificationEndings,
  verificationFormats,
} from '../../compare/formats/verification-format.ts';
import {planVerification, type Verification, verifySources} from '../../compare/records/verification.ts';
import {SourceError} from '../../core/errors.ts';
import type {Scope} from '../../core/scope.ts';

export default class Verify extends BaseCommand {
  static override summary = 'Compare every record of the database with the files.';
  static override description =
    'Compares more than a report shows: every document of the files is read once and compared with that of the database by a digest of its JSON value, so that a change made behind the back of lse is found. PostgreSQL makes the digests from what it holds, and sends the documents of those records alone that differ. The order of keys and white space do not count; every digit does. It also finds columns that disagree with their document.';
  static override examples = [
    {description: 'Everything', command: '<%= config.bin %> <%= command.id %>'},
    {
      description: 'One month of one project, for lse db repair',
      command:
        '<%= config.bin %> <%= command.id %> --project my-project --from 2025-09-01 --to 2025-09-30 --output blamed.json',
    },
  ];
  static override flags = {
    ...rangeFlags,
    project: projectFlag,
    'exclude-project': excludeProjectFlag,
    format: Flags.option({
      description: 'How to print it. [default: what --output says, else text]',
      options: verificationFormats,
    })(),
    json: Flags.boolean({description: 'The same as --format json.'}),
    output: outputFlag(verificationEndings),
    deep: Flags.boolean({
      description: 'Read every document of the database, too, and believe no digest that the database makes.',
    }),
    changed: Flags.boolean({
      description:
        'Leave days alone on which no file and no row was touched since a verification found them the same, as remembered in .lse/cache (LSE_CACHE).',
      exclusive: ['deep'],
    }),
    ...detailFlags('records'),
    mask: Flags.boolean({description: 'Show credentials as ***.', default: true, allowNo: true}),
    progress: progressFlag,
    'data-dir': dataDirFlag,
    'database-url': databaseUrlFlag,
  };

  protected override readonly ifInterrupted =
    'Nothing was changed, and nothing was found to be the same. Verify again; an --output is there only when a run is done.';

  async run(): Promise<void> {
    const {flags} = await this.parse(Verify);
    const outputs = await parseOutputs(flags, verificationEndings);
    await withOutputs(outputs, (write) => this.#verify(flags, write));
  }

  async #verify(
    flags: Interfaces.InferredFlags<typeof Verify.flags>,
    write: WriteOutputs<VerificationFormat>,
  ): Promise<void> {
    boundMemory();
    const scope = parseOptionalScope(flags);
    const details = detailsOf(flags);
    const settings = await readSettings(flags);
    const files = {kind: 'file', directory: settings.dataDir} as const;
    const record = await ComparisonRecord.of(settings, files, settings.database);
    const note = async (write: (record: ComparisonRecord) => Promise<void>): Promise<void> => {
      if (record !== null) await writeDown('verification', () => write(record));
    };
    const verification = await this.#verified(settings, scope, record, flags).catch(async (error: unknown) => {
      if (error instanceof SourceError) await note((each) => each.writeFailure(error, scope));
      throw error;
    });
    const document = verificationDocument(verification, {
      mask: flags.mask,
      fixCommands: fixCommands(flags, {control: files, candidate: settings.database}),
    });
    try {
      await write((format, look) => printVerification(format, document, {...look, details}));
      // Before the verdict, which is the last line.
      await note((each) => each.writeVerification(verification, scope));
    } finally {
      await writeNotice(document.verdict);
    }
    this.conclude(exitCodeOf(document.summary));
  }

  #verified(
    settings: Settings,
    scope: Scope | null,
    record: ComparisonRecord | null,
    {deep, changed}: {readonly deep: boolean; readonly changed: boolean},
  ): Promise<Verification> {
    const files = {kind: 'file', directory: settings.dataDir} as const;
    return withFrozenSource(
      files,
      settings,
      [scope],
      (control, controlDays) =>
        withFrozenSource(settings.database, settings, [scope], async (candidate, candidateDays) => {
          const days = {control: askedOnce(controlDays), candidate: askedOnce(candidateDays)};
          await record?.readStates([scope], days.control, days.candidate);
          const sides = {control, candidate, controlDays: days.control, candidateDays: days.candidate};
          const known = settings.cache
            ? await VerifiedDays.of(sides, scope, CACHE_DIRECTORY, this.config.version)
            : null;
          const plan = await planVerification(control, candidate, scope, {
            recordsUntouched: (day) => (changed ? (known?.recordsUntouched(day) ?? null) : null),
          });
          const found = await progressOf(settings)(
            {label: 'Verifying', unit: 'files and rows', total: plan.size},
            ({advance}) => verifySources(control, candidate, plan, advance, {deep}),
          );
          await this.warnUnreadable([...control.unreadableFiles(), ...candidate.unreadableFiles()]);
          await this.warnPassedOver([...control.passedOver(), ...candidate.passedOver()]);
          await known?.remember(found, plan.days);
          if (found.same + found.differences.length + found.leftAlone.records === 0) {
            await writeNotice(await nothingComparedNotice([control, candidate], scope?.project ?? null));
          }
          return found;
        }),
      {mayReadNone: changed},
    );
  }
}
