import {Flags, type Interfaces} from '@oclif/core';
import type {Question} from '../../asking/question.ts';
import {BaseCommand} from '../../cli/base-command.ts';
import {comparedReports, knownReportNames} from '../../cli/compared-reports.ts';
import {parseComparedScope} from '../../cli/compared-scope.ts';
import {detailFlags, detailsOf} from '../../cli/detail-flags.ts';
import {failureNotice} from '../../cli/failure-notice.ts';
import {fixCommands} from '../../cli/fix-commands.ts';
import {databaseUrlFlag, dataDirFlag, excludeProjectFlag, progressFlag, rangeFlags} from '../../cli/flags.ts';
import {boundMemory} from '../../cli/memory-bound.ts';
import {nothingComparedNotice} from '../../cli/no-records-notice.ts';
import {type Output, outputFlag, parseOutputs, type WriteOutputs, withOutputs} from '../../cli/outputs.ts';
import {progressOf, type WithProgress} from '../../cli/progress.ts';
import {reportDirectories, reportsDirFlag} from '../../cli/report-flags.ts';
import {ComparisonRecord} from '../../cli/rollout/comparison-record.ts';
import {writeDown} from '../../cli/rollout/written-down.ts';
import {readSettings} from '../../cli/settings.ts';
import {parseSourceUrl, type SourceLocation} from '../../cli/source-location.ts';
import {type SideDays, withFrozenSource} from '../../cli/sources.ts';
import {writeNotice} from '../../cli/terminal.ts';
import {today} from '../../cli/today.ts';
import {DEFAULT_WAIVERS, readWaivers} from '../../cli/waivers-file.ts';
import {type Calibration, calibrate} from '../../compare/calibration.ts';
import {type Comparison, compareSources} from '../../compare/comparison.ts';
import {exitCodeOf} from '../../compare/exit-code.ts';
import type {Details} from '../../compare/formats/details.ts';
import {type ComparisonDocument, comparisonDocument} from '../../compare/formats/documents/comparison.ts';
import {type CondensedResult, condensing, explanationOf} from '../../compare/formats/documents/condensed-result.ts';
import {
  type FormatName,
  formatComparison,
  formatEndings,
  formatNames,
  showsOutputs,
} from '../../compare/formats/format.ts';
import {planQuestions} from '../../compare/question-plan.ts';
import {UsageError} from '../../core/errors.ts';
import type {ReportSource} from '../../core/report-source.ts';

export default class Compare extends BaseCommand {
  static override summary = 'Ask two sources the same questions, and explain every difference by its records.';
  static override description =
    'A question is a report on one date, of one project or of all together; a report that is defined in a file is asked about all dates at once. By default the files are the control and the configured database is the candidate. Every cell and line that differs is traced to the records behind it. If no record explains a difference, the output says so.';
  static override examples = [
    {
      description: 'Files against the configured database, both reports',
      command: '<%= config.bin %> <%= command.id %> --from 2025-09-13 --to 2025-09-15',
    },
    {
      description: 'Everything that either side knows, as a page to look at',
      command: '<%= config.bin %> <%= command.id %> --all-dates --all-projects --output parity.html',
    },
    {
      description: 'One comparison as a page, for CI and for a program',
      command:
        '<%= config.bin %> <%= command.id %> --date 2025-09-13 --output parity.html --output parity.xml --output json:parity',
    },
    {
      description: 'One report of two projects, each alone',
      command: '<%= config.bin %> <%= command.id %> --report zenrows-errors --date 2025-09-13 --project a --project b',
    },
    {
      description: 'A report that is defined in a file, over all dates at once',
      command: '<%= config.bin %> <%= command.id %> --report errors-by-step --from 2025-09-13 --to 2025-09-15',
    },
    {
      description: 'Files against a table that another program fills, which is only read',
      command:
        "<%= config.bin %> <%= command.id %> --date 2025-09-13 --candidate 'postgres://reader@localhost/app?table=public.runs'",
    },
    {
      description: 'Any two sources',
      command:
        '<%= config.bin %> <%= command.id %> --date 2025-09-13 --control sqlite:.lse/lse.db --candidate postgres://lse@localhost/lse',
    },
  ];
  static override flags = {
    report: Flags.string({
      description:
        'Report to compare: its name, the file that defines it, or all; may be repeated. [default: zenrows-errors and zenrows-detail]',
      helpValue: 'NAME',
      multiple: true,
    }),
    'reports-dir': reportsDirFlag,
    ...rangeFlags,
    'all-dates': Flags.boolean({description: 'Every date that either side knows.'}),
    project: Flags.string({
      description: 'Project to compare alone; may be repeated. [default: all projects together]',
      helpValue: 'NAME',
      multiple: true,
    }),
    'all-projects': Flags.boolean({
      description: 'Every project that either side knows, each alone, and all together.',
    }),
    'exclude-project': excludeProjectFlag,
    control: Flags.string({
      description:
        'Trusted source: file:<dir>, sqlite:<path> or postgres://…, of another program with ?table=NAME behind it. [default: the data dir]',
      helpValue: 'URL',
    }),
    candidate: Flags.string({description: 'New source. [default: the configured database]', helpValue: 'URL'}),
    'allow-same': Flags.boolean({description: 'Compare a source with itself, which proves nothing.'}),
    calibrate: Flags.boolean({description: 'First ask control everything twice, and report where its answers differ.'}),
    waivers: Flags.string({
      description: `File of accepted differences. [default: ${DEFAULT_WAIVERS}, if there is one]`,
      helpValue: 'FILE',
    }),
    'allow-waivers': Flags.boolean({description: 'Exit with 0 if the only differences are waived.'}),
    format: Flags.option({
      description: 'How to print it. [default: what --output says, else text]',
      options: formatNames,
    })(),
    json: Flags.boolean({description: 'The same as --format json.'}),
    output: outputFlag(formatEndings),
    ...detailFlags('questions'),
    mask: Flags.boolean({description: 'Show credentials as ***.', default: true, allowNo: true}),
    progress: progressFlag,
    'data-dir': dataDirFlag,
    'database-url': databaseUrlFlag,
  };

  protected override readonly ifInterrupted =
    'Nothing was changed, and nothing was found to be the same. Compare again; an --output is there only when a run is done.';
  protected override readonly isLogged = true;

  async run(): Promise<void> {
    const {flags} = await this.parse(Compare);
    const outputs = await parseOutputs(flags, formatEndings);
    await withOutputs(outputs, (write) => this.#compare(flags, outputs, write));
  }

  async #compare(
    flags: Interfaces.InferredFlags<typeof Compare.flags>,
    outputs: readonly Output<FormatName>[],
    write: WriteOutputs<FormatName>,
  ): Promise<void> {
    const {request, scopes} = parseComparedScope(flags);
    const details = detailsOf(flags);
    const settings = await readSettings(flags);
    const withProgress = progressOf(settings);
    const directories = reportDirectories(settings);
    const reports = await comparedReports(flags.report ?? [], directories);
    if (scopes.some((scope) => scope === null || scope.from !== scope.to)) boundMemory();
    const control = parseSide('--control', flags.control) ?? {kind: 'file', directory: settings.dataDir};
    const candidate = parseSide('--candidate', flags.candidate) ?? settings.database;
    const waivers = await readWaivers(flags.waivers, () => knownReportNames(directories));
    const record = flags['allow-same'] ? null : await ComparisonRecord.of(settings, control, candidate);
    const condense = condensing({mask: flags.mask, outputs: outputs.some(({format}) => showsOutputs(format))});
    const open = <T>(
      location: SourceLocation,
      work: (source: ReportSource, days: SideDays) => Promise<T>,
    ): Promise<T> => withFrozenSource(location, settings, scopes, work);
    this.runLog.enter('open');
    const comparison = await open(control, (left, controlDays) =>
      open(candidate, async (right, candidateDays) => {
        this.runLog.enter('ask');
        if (!flags['allow-same']) await requireTwo(left, right);
        const plan = await planQuestions(left, right, {...request, reports});
        const calibration = flags.calibrate
          ? await open(control, (again) => measureNoise(left, again, plan.questions, withProgress))
          : null;
        await record?.readStates(scopes, controlDays, candidateDays);
        const found = await withProgress(
          {label: 'Comparing', unit: 'questions', total: plan.questions.length},
          ({advance}) =>
            compareSources(left, right, plan, {
              calibration,
              waivers,
              today: today(),
              onQuestion: advance,
              keep: (result) => {
                const explanation = explanationOf(result, flags.mask);
                record?.meet(result, flags.mask ? explanation : explanationOf(result, true));
                return condense(result, explanation);
              },
            }),
        );
        await this.warnUnreadable([...left.unreadableFiles(), ...right.unreadableFiles()]);
        await this.warnPassedOver([...left.passedOver(), ...right.passedOver()]);
        await writeNotice(...failureNotice(found));
        await this.#warnEmpty(found, [left, right]);
        const {conclusion, controlRecords, candidateRecords} = found.summary;
        this.runLog.note({
          compared: {control: left.kind, candidate: right.kind, conclusion},
          records: controlRecords + candidateRecords,
        });
        return found;
      }),
    );
    const document = comparisonDocument(comparison, {
      mask: flags.mask,
      fixCommands: fixCommands(flags, {control, candidate}),
    });
    const writeAll: WriteOutputs<FormatName> = async (print) => {
      await write(print);
      // Before the verdict, which is the last line.
      if (record !== null) await writeDown('comparison', () => record.write(comparison.results));
    };
    await this.#conclude(comparison, document, writeAll, {allowWaivers: flags['allow-waivers'], details});
  }

  /** Names what the user asked for and neither side has, and what they have. */
  async #warnEmpty({summary}: Pick<Comparison, 'summary'>, sides: readonly ReportSource[]): Promise<void> {
    const {conclusion, withoutRecords} = summary;
    const missing = withoutRecords.length > 0 || conclusion !== 'nothing compared' ? withoutRecords : [null];
    for (const project of missing) await writeNotice(await nothingComparedNotice(sides, project));
  }

  async #conclude(
    {summary}: Comparison<CondensedResult>,
    document: ComparisonDocument,
    write: WriteOutputs<FormatName>,
    options: {readonly allowWaivers: boolean; readonly details: Details},
  ): Promise<void> {
    try {
      await write(async (format, look) => {
        this.runLog.enter('format');
        const text = await formatComparison(format, document, {...options, ...look});
        this.runLog.enter('write');
        return text;
      });
    } finally {
      await writeNotice(document.verdict);
    }
    this.conclude(exitCodeOf(summary, options));
  }
}

function measureNoise(
  control: ReportSource,
  again: ReportSource,
  questions: readonly Question[],
  withProgress: WithProgress,
): Promise<Calibration> {
  return withProgress({label: 'Calibrating', unit: 'questions', total: questions.length}, ({advance}) =>
    calibrate(control, again, questions, advance),
  );
}

/** @throws UsageError if both sides are one source, however each was reached */
async function requireTwo(control: ReportSource, candidate: ReportSource): Promise<void> {
  const [left, right] = [await identityOf(control), await identityOf(candidate)];
  if (left === null || left !== right) return;
  throw new UsageError(
    `Control and candidate are one source: ${control.location}${candidate.location === control.location ? '' : ` is ${candidate.location}`}.`,
    'Name another one with --control or --candidate, or allow it with --allow-same.',
  );
}

/** If a side cannot say what it is, it cannot say what it holds, either; the comparison reports that failure itself. */
async function identityOf(source: ReportSource): Promise<string | null> {
  return source.identity().catch(() => null);
}

function parseSide(flag: string, url: string | undefined): SourceLocation | null {
  if (url === undefined) return null;
  try {
    return parseSourceUrl(url);
  } catch (error) {
    throw new UsageError(`The URL of ${flag} ${(error as Error).message}.`, 'See: lse report compare --help');
  }
}
