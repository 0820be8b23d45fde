import {Flags} from '@oclif/core';
import {BaseCommand} from '../../cli/base-command.ts';
import {databaseUrlFlag, dataDirFlag, rangeFlags} from '../../cli/flags.ts';
import {withProgress} from '../../cli/progress.ts';
import {parseProject, parseRange} from '../../cli/scope.ts';
import {readSettings, type Settings} from '../../cli/settings.ts';
import {parseSourceUrl, type SourceLocation} from '../../cli/source-location.ts';
import {withSource} from '../../cli/sources.ts';
import {type Comparison, compareSources} from '../../compare/comparison.ts';
import {type ComparisonDocument, comparisonDocument} from '../../compare/comparison-document.ts';
import {formatComparison} from '../../compare/comparison-text.ts';
import {exitCodeOf} from '../../compare/exit-code.ts';
import {type Question, questionsOf, reportNames} from '../../compare/question.ts';
import {datesBetween} from '../../core/calendar-date.ts';
import {UsageError} from '../../core/errors.ts';

export default class Compare extends BaseCommand {
  static override summary = 'Ask two sources the same questions and say whether they agree.';
  static override description =
    'A question is a report on one date, of one project or of all together. By default the files are the control and the configured database is the candidate. Exit codes: 0 the same, 1 different, 2 trouble, 3 nothing was compared because neither side has a record.';
  static override examples = [
    {
      description: 'Files against the configured database, both reports',
      command: '<%= config.bin %> <%= command.id %> --from 2025-09-13 --to 2025-09-15',
    },
    {
      description: 'One report of two projects, each alone',
      command: '<%= config.bin %> <%= command.id %> --report zenrows-errors --date 2025-09-13 --project a --project b',
    },
    {
      description: 'Any two sources',
      command:
        '<%= config.bin %> <%= command.id %> --date 2025-09-13 --control sqlite:.lse/lse.db --candidate postgres://lse@localhost/lse',
    },
  ];
  static override enableJsonFlag = true;
  static override flags = {
    report: Flags.option({
      description: 'Report to compare.',
      options: [...reportNames, 'all'] as const,
      default: 'all' as const,
    })(),
    ...rangeFlags,
    project: Flags.string({
      description: 'Project to compare alone; may be repeated. [default: all projects together]',
      helpValue: 'NAME',
      multiple: true,
    }),
    control: Flags.string({
      description: 'Trusted source: file:<dir>, sqlite:<path> or postgres://… [default: the data dir]',
      helpValue: 'URL',
    }),
    candidate: Flags.string({description: 'New source. [default: the configured database]', helpValue: 'URL'}),
    mask: Flags.boolean({description: 'Show credentials as ***.', default: true, allowNo: true}),
    'data-dir': dataDirFlag,
    'database-url': databaseUrlFlag,
  };

  protected override readonly troubleCode = 2;

  async run(): Promise<ComparisonDocument> {
    const {flags} = await this.parse(Compare);
    const {from, to} = parseRange(flags);
    const projects = flags.project === undefined ? [null] : [...new Set(flags.project)].map(parseProject);
    const reports = flags.report === 'all' ? reportNames : [flags.report];
    const questions = questionsOf(reports, projects, [...datesBetween(from, to)]);
    const settings = await readSettings(flags);
    const control = parseSide('--control', flags.control) ?? {kind: 'file', directory: settings.dataDir};
    const candidate = parseSide('--candidate', flags.candidate) ?? settings.database;
    const comparison = await this.#compare(control, candidate, settings, questions);
    await this.print(formatComparison(comparison, {mask: flags.mask}));
    process.exitCode = exitCodeOf(comparison.summary);
    return comparisonDocument(comparison, {mask: flags.mask});
  }

  #compare(
    controlLocation: SourceLocation,
    candidateLocation: SourceLocation,
    settings: Settings,
    questions: readonly Question[],
  ): Promise<Comparison> {
    return withSource(controlLocation, settings, (control) =>
      withSource(candidateLocation, settings, async (candidate) => {
        const comparison = await withProgress('Comparing', questions.length, ({advance}) =>
          compareSources(control, candidate, questions, advance),
        );
        await this.warnUnreadable(control.unreadableFiles());
        await this.warnUnreadable(candidate.unreadableFiles());
        return comparison;
      }),
    );
  }
}

function parseSide(flag: string, url: string | undefined): SourceLocation | null {
  if (url === undefined) return null;
  try {
    return parseSourceUrl(url);
  } catch (error) {
    throw new UsageError(`The URL of ${flag} ${(error as Error).message}.`, 'See: lse report compare --help');
  }
}
