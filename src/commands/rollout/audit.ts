import {Flags} from '@oclif/core';
import type {Question} from '../../asking/question.ts';
import {comparedReports} from '../../cli/compared-reports.ts';
import {failureNotice} from '../../cli/failure-notice.ts';
import {databaseUrlFlag, dataDirFlag, jsonFlag} from '../../cli/flags.ts';
import {boundMemory} from '../../cli/memory-bound.ts';
import {pathOnly} from '../../cli/path-text.ts';
import {withProgress} from '../../cli/progress.ts';
import {reportDirectories} from '../../cli/report-flags.ts';
import {ComparisonRecord} from '../../cli/rollout/comparison-record.ts';
import type {Rollout} from '../../cli/rollout/rollout.ts';
import {projectArg, RolloutCommand, requireProject} from '../../cli/rollout/rollout-command.ts';
import {writeDown} from '../../cli/rollout/written-down.ts';
import {withFrozenSource} from '../../cli/sources.ts';
import {hasColour, writeNotice} from '../../cli/terminal.ts';
import {today} from '../../cli/today.ts';
import {compareSources} from '../../compare/comparison.ts';
import {exitCodeOf} from '../../compare/exit-code.ts';
import {comparisonDocument} from '../../compare/formats/documents/comparison.ts';
import {condensing, explanationOf} from '../../compare/formats/documents/condensed-result.ts';
import {formatComparison} from '../../compare/formats/format.ts';
import {UsageError} from '../../core/errors.ts';
import {shellWord} from '../../core/shell-word.ts';
import {escapeControlCharacters} from '../../format/control-characters.ts';
import {checkArchive} from '../../rollout/archive/archive-check.ts';
import {archivePlace} from '../../rollout/archive/archive-place.ts';
import {newSeed, sampleQuestions} from '../../rollout/archive/audit-sample.ts';
import {type Manifest, readManifest} from '../../rollout/archive/manifest.ts';

export default class Audit extends RolloutCommand {
  static override summary = 'Ask the archive of a project and the database a sample of the same questions.';
  static override description =
    'Takes random dates of the archive, compares the checksums of their files with the manifest, and asks every report that the gate requires about each of them: the archive as control, the database as candidate.';
  static override examples = [
    {
      description: 'Twenty questions',
      command: '<%= config.bin %> <%= command.id %> my-project --archive /archive/traces',
    },
    {
      description: 'The same sample as another time',
      command: '<%= config.bin %> <%= command.id %> my-project --archive /archive/traces --questions 50 --seed 4711',
    },
  ];
  static override args = {project: projectArg};
  static override flags = {
    archive: Flags.string({
      description: 'Directory of the archive.',
      helpValue: 'DIR',
      required: true,
      parse: pathOnly('--archive'),
    }),
    questions: Flags.integer({description: 'At most this many questions.', default: 20, min: 1, max: 100_000}),
    seed: Flags.string({
      description: 'Decides which dates are taken: the same seed takes the same dates. [default: a new one]',
      helpValue: 'TEXT',
    }),
    format: Flags.option({
      description: 'How to print it.',
      options: ['text', 'json'] as const,
      default: 'text' as const,
    })(),
    json: jsonFlag,
    'data-dir': dataDirFlag,
    'database-url': databaseUrlFlag,
  };

  protected override readonly ifInterrupted =
    'Nothing was changed, and nothing was found to be the same. Audit again with: lse rollout audit PROJECT --archive DIR';

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Audit);
    const project = requireProject(args.project);
    const rollout = await this.open(flags);
    const {settings} = rollout;
    const place = await archivePlace(flags.archive, settings.dataDir, project);
    const manifest = await readManifest(place.directory, project);
    if (manifest === null) throw notArchived(project, place.root);
    const {requirements} = await rollout.intent();
    const reports = await comparedReports(requirements.reports, reportDirectories(settings));
    const seed = flags.seed ?? newSeed();
    const questions = sampleQuestions(manifest, reports, {most: flags.questions, seed});
    const dates = [...new Set(questions.map(({from}) => from))].sort();
    await checkDates(place.directory, manifest, dates);
    await writeNotice(
      escapeControlCharacters(
        `Checked the files of ${dates.length} of ${manifest.counts.dates} dates in ${place.directory}. The same sample once more: --seed ${shellWord(seed)}`,
      ),
    );
    await this.#compare(rollout, place.root, project, questions, flags.json ? 'json' : flags.format);
  }

  async #compare(
    rollout: Rollout,
    archive: string,
    project: string,
    questions: readonly Question[],
    format: 'text' | 'json',
  ): Promise<void> {
    boundMemory();
    const {settings} = rollout;
    const days = [...new Set(questions.map(({from}) => from))].sort();
    const scopes = days.map((date) => ({project, from: date, to: date}));
    const record = settings.ledger === 'off' ? null : await ComparisonRecord.ofAudit(settings);
    const condense = condensing({mask: true, outputs: format === 'json'});
    const control = {kind: 'file', directory: archive} as const;
    const comparison = await withFrozenSource(control, settings, scopes, (left) =>
      withFrozenSource(settings.database, settings, scopes, async (right) => {
        const found = await withProgress('Auditing', questions.length, ({advance}) =>
          compareSources(
            left,
            right,
            {questions, failures: [], named: [project]},
            {
              today: today(),
              onQuestion: advance,
              keep: (result) => {
                const explanation = explanationOf(result, true);
                record?.meet(result, explanation);
                return condense(result, explanation);
              },
            },
          ),
        );
        await this.warnUnreadable(left.unreadableFiles());
        await this.warnPassedOver(left.passedOver());
        await writeNotice(...failureNotice(found));
        return found;
      }),
    );
    const document = comparisonDocument(comparison, {mask: true});
    const text = await formatComparison(format, document, {allowWaivers: false, colour: hasColour()});
    await this.print(typeof text === 'string' ? text : [...text].join(''));
    this.conclude(exitCodeOf(comparison.summary));
    if (record !== null) await writeDown('audit', () => record.write(comparison.results));
  }
}

function checkDates(directory: string, manifest: Manifest, dates: readonly string[]): Promise<void> {
  const files = Object.keys(manifest.files).filter((path) => dates.includes(path.slice(0, path.indexOf('/')))).length;
  return withProgress('Checking', files, ({advance}) => checkArchive(directory, manifest, dates, advance));
}

function notArchived(project: string, archive: string): UsageError {
  return new UsageError(
    `There is no archive of '${project}' in ${archive}.`,
    `Make one with: lse rollout retire ${shellWord(project)} --archive ${shellWord(archive)}`,
  );
}
