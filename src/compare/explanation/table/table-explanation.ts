import Fraction from 'fraction.js';
import {type TableAnswer, tableAnswer} from '../../../asking/answer.ts';
import type {TableQuestion} from '../../../asking/question.ts';
import type {CalendarDate} from '../../../core/calendar-date.ts';
import type {ReportSource} from '../../../core/report-source.ts';
import type {RecordDifference, SideName} from '../../records/record-difference.ts';
import {together} from '../../together.ts';
import type {EvidenceReader} from '../evidence.ts';
import {type Explanation, explanationOf, isSameAnswer, recordsDifference, unaccounted} from '../explanation.ts';
import {type ReportDifference, reportDifference} from '../report-difference.ts';
import {type DifferingUnit, differingUnits, type Side} from './differing-unit.ts';
import {restDifferences, valueDifferences} from './hidden-differences.ts';
import {RowTally} from './row-tally.ts';
import {comparedRows, tableDifferences} from './table-differences.ts';

interface Sources {
  readonly control: ReportSource;
  readonly candidate: ReportSource;
  readonly evidence: EvidenceReader;
}

/**
 * Why two answers to a report that is data differ. The documents of both sides go through the one aggregation, date by date; the
 * resulting tables are explained cell by cell. If a side answers something else than its own documents give, that
 * is a difference of its own, which no record accounts for.
 */
export async function explainTable(
  question: TableQuestion,
  control: TableAnswer,
  candidate: TableAnswer,
  {evidence, ...sources}: Sources,
): Promise<Explanation> {
  const {compiled} = question;
  const tallies = {control: new RowTally(), candidate: new RowTally()};
  const sideOf = (name: SideName): Side => ({
    source: sources[name],
    aggregation: compiled.aggregate(),
    meet: (given) => tallies[name].meet(given),
  });
  const sides = {control: sideOf('control'), candidate: sideOf('candidate')};
  const units: DifferingUnit[] = [];
  const differing: RecordDifference[] = [];
  for (const date of await datesOf(question, sources)) {
    for (const {project, differences} of await evidence.of(question.project, date)) {
      units.push(...(await differingUnits(question, sides.control, sides.candidate, {project, date, differences})));
      differing.push(...differences);
    }
  }
  const documents = {
    control: tableAnswer(sides.control.aggregation.table(question)),
    candidate: tableAnswer(sides.candidate.aggregation.table(question)),
  };
  const proof = {
    controlFollows: isSameAnswer(documents.control, control),
    candidateFollows: isSameAnswer(documents.candidate, candidate),
    recordsAgree: isSameAnswer(documents.control, documents.candidate),
  };
  const whole = (name: SideName) => ({
    whole: sides[name].aggregation.wholeTable(question),
    shown: documents[name].model,
    tally: tallies[name],
  });
  const found = [
    ...recordsDifference(control, candidate, [{differences: differing}]),
    ...(proof.recordsAgree ? [] : differencesOf(compiled, whole('control'), whole('candidate'), units)),
    ...(proof.controlFollows ? [] : [notFollowing('control', control, documents.control)]),
    ...(proof.candidateFollows ? [] : [notFollowing('candidate', candidate, documents.candidate)]),
  ];
  const differences = [...found, ...unaccounted(control, candidate, found)];
  return explanationOf(proof, differences, sizeOf(differences));
}

/** What is printed differently; else what is not printed, but decides about what is. */
function differencesOf(...[report, control, candidate, units]: Parameters<typeof restDifferences>): ReportDifference[] {
  const rows = comparedRows(control, candidate, units);
  const printed = tableDifferences(report, rows);
  if (printed.length > 0) return printed;
  const values = valueDifferences(report, rows);
  return values.length > 0 ? values : restDifferences(report, control, candidate, units);
}

/** The dates of the question on which either side has anything. */
async function datesOf(
  {project, from, to}: TableQuestion,
  {control, candidate}: Omit<Sources, 'evidence'>,
): Promise<CalendarDate[]> {
  const scope = {project, from, to};
  const days = await together(control.days(scope), candidate.days(scope));
  return [...new Set(days.flat().map(({date}) => date))].sort();
}

/** What a side answers, and what its own documents give. */
function notFollowing(side: SideName, answered: TableAnswer, documents: TableAnswer): ReportDifference {
  const at = answered.renderings.findIndex(({exact}, place) => exact !== documents.renderings[place]?.exact);
  const shownOf = ({renderings, records}: TableAnswer) => {
    const rendering = renderings[at];
    return ({mask}: {readonly mask: boolean}): string =>
      rendering === undefined ? `${records} records` : mask ? rendering.shown() : rendering.exact;
  };
  const [answer, own] = [shownOf(answered), shownOf(documents)];
  return reportDifference({
    format: answered.renderings[at]?.format ?? 'records',
    where: `what ${side} answers, and what its own documents give`,
    control: side === 'control' ? answer : own,
    candidate: side === 'control' ? own : answer,
    amount: new Fraction(1),
    unit: 'line',
    contributions: [],
  });
}

/** The largest amount of the counts; 1 if no count differs. */
function sizeOf(differences: readonly ReportDifference[]): number {
  const counts = differences.filter(({unit}) => unit === 'traces' || unit === 'records' || unit === 'runs');
  return Math.max(differences.length > 0 ? 1 : 0, ...counts.map(({amount}) => Number(amount.abs())));
}
