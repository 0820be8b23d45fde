import {Flags} from '@oclif/core';
import {BaseCommand} from '../cli/base-command.ts';
import {parseDuration} from '../cli/duration.ts';
import {progressFlag, rangeFlags} from '../cli/flags.ts';
import {withImportTarget} from '../cli/import-target.ts';
import {boundMemory} from '../cli/memory-bound.ts';
import {pathOnly} from '../cli/path-text.ts';
import {progressOf} from '../cli/progress.ts';
import {parseRange} from '../cli/scope.ts';
import {readSettings, type Settings} from '../cli/settings.ts';
import {writeNotice} from '../cli/terminal.ts';
import {SourceError, UsageError} from '../core/errors.ts';
import {shellWord} from '../core/shell-word.ts';
import {importRuns} from '../imports/import-runs.ts';
import {directoryFault} from '../imports/plan/project-names.ts';
import {isWhole, type Receipt} from '../imports/receipt/receipt.ts';
import {formatReceipt} from '../imports/receipt/receipt-text.ts';
import {withImportSource} from '../imports/sources/import-source.ts';
import {readAccess} from '../pull/api/access.ts';
import {ApiClient} from '../pull/api/client.ts';
import {pull} from '../pull/pull.ts';
import {type PullReceipt, receiptOf} from '../pull/receipt.ts';
import {formatPullReceipt} from '../pull/receipt-text.ts';
import {slicesOf} from '../pull/slice.ts';
import {type Spool, withSpool} from '../pull/spool/spool.ts';
import type {PullAsked} from '../pull/spool/state.ts';

/** Beside the embedded database. A pull that is complete leaves nothing there. */
const SPOOLS = '.lse/pull';

/** What `--json` prints. */
interface PullDocument {
  readonly pull: PullReceipt;
  readonly import: Receipt;
}

export default class Pull extends BaseCommand {
  static override summary = 'Write a trace tree from the runs of a LangSmith project.';
  static override description =
    "Downloads every run of the traces that began on these dates, in UTC, and imports them as lse import does: pulling the same again changes only what is newer in LangSmith. The number of runs is compared with the server's own statistics. The same command continues a pull that was interrupted. The key is LANGSMITH_API_KEY of the environment; LANGSMITH_ENDPOINT and LANGSMITH_WORKSPACE_ID are read as LangSmith's own clients read them.";
  static override examples = [
    {
      description: 'Two weeks',
      command: '<%= config.bin %> <%= command.id %> --project my-project --from 2025-09-01 --to 2025-09-14',
    },
    {
      description: 'One date from a server of your own, failing if anything is missing',
      command:
        '<%= config.bin %> <%= command.id %> --project my-project --date 2025-09-13 --endpoint https://langsmith.example.org --strict',
    },
  ];
  static override enableJsonFlag = true;
  static override flags = {
    project: Flags.string({description: 'Project in LangSmith.', helpValue: 'NAME', required: true}),
    into: Flags.string({
      description: 'Project of the trace tree. [default: the name that it has in LangSmith]',
      helpValue: 'NAME',
    }),
    ...rangeFlags,
    overlap: Flags.string({
      description:
        'Also ask for runs that start this long after the last date, since traces can cross midnight; and ask twice for runs that started this shortly before the pull, since runs can arrive late.',
      helpValue: 'DURATION',
      default: '1h',
    }),
    out: Flags.string({
      description: 'Directory of the trace tree. [default: LSE_DATA_DIR, else ./data]',
      helpValue: 'DIR',
      parse: pathOnly('--out'),
    }),
    api: Flags.option({
      description: 'Version of the API. [default: v2, or v1 if the server has no v2]',
      options: ['v2', 'v1'] as const,
    })(),
    endpoint: Flags.string({
      description: 'Address of LangSmith. [default: LANGSMITH_ENDPOINT, else https://api.smith.langchain.com]',
      helpValue: 'URL',
    }),
    progress: progressFlag,
    strict: Flags.boolean({description: 'Exit with 1 if anything was skipped, or is known to be missing.'}),
  };

  protected override readonly ifInterrupted = 'What was downloaded is kept. Go on with the same command.';

  async run(): Promise<void> {
    boundMemory();
    const {flags} = await this.parse(Pull);
    const {from, to} = parseRange(flags);
    const {project, into = project} = flags;
    requireDirectory(into);
    const overlap = overlapOf(flags.overlap);
    const settings = await readSettings({'data-dir': flags.out, progress: flags.progress});
    const access = readAccess(process.env, flags.endpoint);
    const say = (line: string): Promise<void> => writeNotice(line);
    const client = new ApiClient(access, say);
    const {workspaceId} = access;
    const asked: PullAsked = {
      location: client.location,
      workspaceId,
      project,
      from,
      to,
      overlap,
      api: flags.api ?? null,
    };
    const document = await withSpool(SPOOLS, asked, async (spool) => {
      const slices = slicesOf({from, to, overlap, startedAt: Date.now()}).length;
      const pulled = await progressOf(settings)(
        {label: 'Pulling', unit: 'slices of time', total: slices},
        ({advance}) =>
          pull(asked, {client, spool, maxBytes: settings.maxFileBytes, now: Date.now, say, onSlice: () => advance()}),
      );
      const receipt = receiptOf(pulled);
      const document = {pull: receipt, import: await importPages(spool, settings, into, receipt)};
      await spool.remove();
      return document;
    });
    await this.#conclude(document, flags.strict);
  }

  async #conclude(document: PullDocument, isStrict: boolean): Promise<void> {
    await this.printEither(
      () => `${formatPullReceipt(document.pull)}\n${formatReceipt(document.import)}`,
      () => document,
    );
    if (isStrict && (document.pull.incomplete.length > 0 || !isWhole(document.import))) this.conclude(1);
  }
}

/** How often an import reads its source. */
const READINGS = 2;

/** @throws SourceError if there is nothing to import: a job that expects traces must not go on without them */
async function importPages(spool: Spool, settings: Settings, project: string, receipt: PullReceipt): Promise<Receipt> {
  const pages = await spool.pages();
  if (pages.length === 0) {
    const {location, from, to, leftOut} = receipt;
    await spool.remove();
    throw new SourceError(
      'LSE_API',
      `Nothing was imported: no trace of '${receipt.project}' at ${location} began from ${from} to ${to}${leftOut === 0 ? '' : `, and ${leftOut} runs of other traces were left out`}.`,
      'Name other dates, in UTC; LangSmith keeps traces for 14 days unless it is told otherwise.',
    );
  }
  const options = {
    as: 'runs',
    extractedAt: receipt.startedAt,
    extractedZone: null,
    maxFileBytes: settings.maxFileBytes,
  } as const;
  const rules = {project, names: new Map<string, string>()};
  return withImportSource(pages, options, (source) =>
    withImportTarget(settings, false, (target) =>
      progressOf(settings)(
        {
          label: 'Importing',
          unit: {name: 'MB', steps: READINGS * 1_000_000},
          total: (source.bytes ?? 0) * READINGS,
        },
        ({advance}) => importRuns(source, target, rules, advance),
      ),
    ),
  );
}

/** @throws UsageError if no directory may have the name */
function requireDirectory(project: string): void {
  const fault = directoryFault(project);
  if (fault === null) return;
  throw new UsageError(
    `'${project}' cannot be a project of the tree: ${fault}.`,
    `Give it another name there with: lse pull --project ${shellWord(project)} --into NAME`,
  );
}

/** @throws UsageError */
function overlapOf(text: string): number {
  try {
    return parseDuration(text);
  } catch (error) {
    throw new UsageError(`--overlap ${(error as Error).message}.`, 'Write it like this: --overlap 2h');
  }
}
