import {expectedDetailJson, expectedDetailText, expectedErrors, recordsOf} from './expected-report.js';
import {datesBetween} from './scope.js';

/**
 * @typedef {import('./files.js').RunRecord} RunRecord
 * @typedef {{report: 'zenrows-errors' | 'zenrows-detail', project: string | null, date: string}} Question
 * @typedef {'matched' | 'mismatched' | 'empty'} Verdict
 */

/**
 * @param {readonly RunRecord[]} control
 * @param {readonly RunRecord[]} candidate
 * @param {Question} question
 * @returns {Verdict}
 */
export function expectedVerdict(control, candidate, question) {
  const {project, date} = question;
  const [left, right] = [control, candidate].map((side) => recordsOf(side, project, date).length);
  if (left === 0 && right === 0) return 'empty';
  if (left === 0 || right === 0) return 'mismatched';
  const [ours, theirs] = [control, candidate].map((side) => outputsOf(side, question));
  return ours === theirs ? 'matched' : 'mismatched';
}

/** In every format. @param {readonly RunRecord[]} records @param {Question} question */
function outputsOf(records, {report, project, date}) {
  if (report === 'zenrows-errors') return expectedErrors(records, {project, from: date, to: date});
  return expectedDetailText(records, {project, date}) + expectedDetailJson(records, {project, date});
}

/**
 * The questions of a comparison. `from` null: all dates that either side knows. A day of files is known even if none of them can be
 * read; the question about it is then empty.
 *
 * @param {readonly {project: string, date: string}[]} control its files
 * @param {readonly RunRecord[]} candidate
 * @param {{reports: readonly Question['report'][], projects: readonly string[], from: string | null, to: string | null}} request `projects` empty: all together
 * @returns {Question[]}
 */
export function expectedQuestions(control, candidate, {reports, projects, from, to}) {
  const asked = projects.length === 0 ? [null] : projects;
  return reports.flatMap((report) =>
    asked.flatMap((project) => {
      const known = new Set(
        [...control, ...candidate].filter((each) => project === null || each.project === project).map(({date}) => date),
      );
      const dates = from === null || to === null ? [...known].sort() : datesBetween(from, to);
      return dates.map((date) => ({report, project, date}));
    }),
  );
}

/**
 * 2 beats 1 beats 3 beats 0; a named project, or the one date that was asked for, without a record is 3.
 *
 * @param {readonly {question: Question, verdict: Verdict}[]} judged
 * @param {readonly string[]} projects
 * @returns {0 | 1 | 3}
 */
export function expectedExit(judged, projects) {
  if (judged.some(({verdict}) => verdict === 'mismatched')) return 1;
  const isCompared = (/** @type {string | null} */ project) =>
    judged.some(({question, verdict}) => verdict !== 'empty' && (project === null || question.project === project));
  return isCompared(null) && projects.every(isCompared) ? 0 : 3;
}
