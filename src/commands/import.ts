import {Args, Flags} from '@oclif/core';
import {BaseCommand} from '../cli/base-command.ts';
import {progressFlag} from '../cli/flags.ts';
import {projectRules} from '../cli/import-rules.ts';
import {withImportTarget} from '../cli/import-target.ts';
import {boundMemory} from '../cli/memory-bound.ts';
import {pathOnly} from '../cli/path-text.ts';
import {progressOf} from '../cli/progress.ts';
import {readSettings} from '../cli/settings.ts';
import {SourceError, UsageError} from '../core/errors.ts';
import {formatNames} from '../imports/given.ts';
import {importRuns} from '../imports/import-runs.ts';
import {isWhole, type Receipt} from '../imports/receipt/receipt.ts';
import {formatReceipt} from '../imports/receipt/receipt-text.ts';
import {withImportSource} from '../imports/sources/import-source.ts';

export default class Import extends BaseCommand {
  static override summary = 'Write a trace tree from runs as other tools export them.';
  static override description =
    'Each SOURCE is a file, a directory with everything below it, an archive, or - for standard input. The content decides which format it is. Importing the same again changes nothing. A newer snapshot of a run is written beside the older one. The receipt says what was found, what was written, and what is known to be missing.';
  static override examples = [
    {description: 'A folder of exports', command: '<%= config.bin %> <%= command.id %> exports --project my-project'},
    {
      description: 'What it would do',
      command: '<%= config.bin %> <%= command.id %> exports --project my-project --dry-run',
    },
    {
      description: 'Into another directory, failing if anything is missing',
      command: '<%= config.bin %> <%= command.id %> runs.jsonl --out imported --strict',
    },
  ];
  static override enableJsonFlag = true;
  static override strict = false;
  static override args = {source: Args.string({description: 'What to import; several may be named.', required: true})};
  static override flags = {
    as: Flags.string({
      description: 'Read everything as this format.',
      options: [...formatNames],
      helpValue: 'FORMAT',
    }),
    project: Flags.string({description: 'Project of all runs. [default: what each run says]', helpValue: 'NAME'}),
    projects: Flags.string({
      description: 'JSON file that names projects: {"<id or name in LangSmith>": "<name here>"}.',
      helpValue: 'FILE',
      parse: pathOnly('--projects'),
    }),
    out: Flags.string({
      description: 'Directory of the trace tree. [default: LSE_DATA_DIR, else ./data]',
      helpValue: 'DIR',
      parse: pathOnly('--out'),
    }),
    'extracted-at': Flags.string({
      description:
        'When the runs were taken out of LangSmith. [default: what the source says, else the time of the file]',
      helpValue: 'TIME',
    }),
    'extracted-zone': Flags.string({
      description: 'Zone of such times that name no zone: an IANA name or ±HH:MM. [default: UTC]',
      helpValue: 'ZONE',
    }),
    'dry-run': Flags.boolean({description: 'Read everything and write nothing.'}),
    progress: progressFlag,
    strict: Flags.boolean({description: 'Exit with 1 if anything was skipped, or is known to be missing.'}),
  };

  protected override readonly ifInterrupted =
    'The tree holds what it held before, and whole files. Import the same again with: lse import SOURCE';

  async run(): Promise<void> {
    boundMemory();
    const {flags, argv} = await this.parse(Import);
    const paths = argv.map(String);
    for (const path of paths) await pathOnly('SOURCE')(path);
    if (paths.includes('')) throw new UsageError('A SOURCE is empty.', 'See: lse import --help');
    const rules = await projectRules(flags);
    const settings = await readSettings({'data-dir': flags.out, progress: flags.progress});
    const {maxFileBytes} = settings;
    const as = formatNames.find((name) => name === flags.as) ?? null;
    const {'extracted-at': extractedAt = null, 'extracted-zone': extractedZone = null} = flags;
    const options = {as, extractedAt, extractedZone, maxFileBytes};
    const receipt = await withImportSource(paths, options, (source) =>
      withImportTarget(settings, flags['dry-run'], (target) => {
        if (source.bytes === null) return importRuns(source, target, rules, () => {});
        const work = {
          label: 'Importing',
          unit: {name: 'MB', steps: READINGS * 1_000_000},
          total: source.bytes * READINGS,
        };
        return progressOf(settings)(work, ({advance}) => importRuns(source, target, rules, advance));
      }),
    );
    await this.printEither(
      () => formatReceipt(receipt),
      () => receipt,
    );
    requireRuns(receipt);
    if (flags.strict && !isWhole(receipt)) this.conclude(1);
  }
}

/** How often a source is read. */
const READINGS = 2;

/** @throws SourceError if there was nothing to import: a job that expects traces must not go on without them */
function requireRuns({found, unplaced, skipped}: Receipt): void {
  if (found > unplaced) return;
  const why = skipped.count === 0 ? '' : `, and ${skipped.count} of what was there was skipped`;
  throw new SourceError(
    'LSE_DATA_DIR',
    `No run was imported: there is none in the source that can be read${why}.`,
    'See what can be imported with: lse import --help',
  );
}
