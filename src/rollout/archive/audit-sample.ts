import {createHash, randomInt} from 'node:crypto';
import {dayQuestion, type Question, type ReportName, tableQuestion} from '../../asking/question.ts';
import {type CalendarDate, parseCalendarDate} from '../../core/calendar-date.ts';
import type {CompiledReport} from '../../core/reports/compiled-report.ts';
import {directoriesIn, type Manifest} from './manifest.ts';

/**
 * A sample of questions about one project: dates by chance, and of each date every report, up to so many questions. The same seed
 * gives the same sample of the same archive.
 */
export function sampleQuestions(
  manifest: Manifest,
  reports: readonly (ReportName | CompiledReport)[],
  {most, seed}: {readonly most: number; readonly seed: string},
): Question[] {
  const {project} = manifest;
  const dates = inOrderOf(seed, archivedDates(manifest));
  const questions = dates.flatMap((date) =>
    reports.map((report) =>
      typeof report === 'string'
        ? dayQuestion(report, project, date)
        : tableQuestion(report, {project, from: date, to: date}),
    ),
  );
  return questions.slice(0, most);
}

/** For a sample that was not asked for by its seed. */
export function newSeed(): string {
  return String(randomInt(1_000_000));
}

/** Those that have a file. */
function archivedDates({files}: Manifest): CalendarDate[] {
  return directoriesIn(Object.keys(files))
    .map(parseCalendarDate)
    .filter((date) => date !== null);
}

/** By their digests under the seed: as good as shuffled, and the same in every version of Node. */
function inOrderOf(seed: string, dates: readonly CalendarDate[]): CalendarDate[] {
  const rank = new Map(dates.map((date) => [date, createHash('sha256').update(`${seed} ${date}`).digest('hex')]));
  return [...dates].sort((left, right) => ((rank.get(left) ?? '') < (rank.get(right) ?? '') ? -1 : 1));
}
