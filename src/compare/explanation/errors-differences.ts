import Fraction from 'fraction.js';
import type {ErrorsAnswer} from '../../asking/answer.ts';
import {type ErrorRow, errorReport} from '../../core/reports/zenrows-errors.ts';
import {formatErrorRate} from '../../format/error-rate.ts';
import {sideNames} from '../records/record-difference.ts';
import type {Behind, Blame} from './blame.ts';
import {type CellDifference, cellDifferences} from './cell-difference.ts';
import type {Evidence, SideEvidence} from './evidence.ts';
import {rateContributions} from './rate-contributions.ts';
import {type ReportDifference, reportDifference} from './report-difference.ts';
import {blamedByEach, type Contribution, countContributions, type FindBlamed} from './shares.ts';

/** The cells of the CSV that differ. One question is one date, so the report has one row. */
export function errorsDifferences(
  control: ErrorsAnswer,
  candidate: ErrorsAnswer,
  evidence: readonly Evidence[],
  blame: Blame,
): ReportDifference[] {
  const cells = cellDifferences(csvOf(control), csvOf(candidate));
  if (cells.length === 0) return [];
  const rows = {control: rowOf(control), candidate: rowOf(candidate)};
  const blamed = blamedByEach((behind) => blame.of(behind));
  const traces = contributionsOf(evidence, tracesOf, blamed);
  const failing = contributionsOf(evidence, failingOf, blamed);
  return cells.map((cell) => cellDifference(cell, rows, {traces, failing}));
}

/** One question is one date, which has one row. */
function rowOf({model}: ErrorsAnswer): ErrorRow {
  return errorReport(model).rows[0] as ErrorRow;
}

function csvOf({renderings}: ErrorsAnswer): string {
  return renderings[0]?.exact ?? '';
}

function cellDifference(
  {row, column, control, candidate}: CellDifference,
  rows: {readonly control: ErrorRow; readonly candidate: ErrorRow},
  counts: {readonly traces: readonly Contribution[]; readonly failing: readonly Contribution[]},
): ReportDifference {
  const base = {
    format: 'csv' as const,
    where: `row ${row}, column ${column}`,
    control: control === null ? null : () => control,
    candidate: candidate === null ? null : () => candidate,
  };
  const change = (count: (row: ErrorRow) => number): Fraction =>
    new Fraction(count(rows.candidate)).sub(count(rows.control));
  switch (column) {
    case 'Total Traces': {
      const amount = change(({totalTraces}) => totalTraces);
      return reportDifference({...base, amount, unit: 'traces', contributions: counts.traces});
    }
    case 'Zenrows Errors': {
      const amount = change(({zenrowsErrors}) => zenrowsErrors);
      return reportDifference({...base, amount, unit: 'traces', contributions: counts.failing});
    }
    case 'Error Rate': {
      // The two counts decide the rate, so every record contributes to it through them.
      const amount = pointsOf(printedRate(rows.candidate)).sub(pointsOf(printedRate(rows.control)));
      const rounding = amount.sub(exactRate(rows.candidate).sub(exactRate(rows.control)));
      const contributions = rateContributions(rows.control, rows.candidate, counts);
      return reportDifference({...base, amount, unit: 'points', rounding, contributions});
    }
    default:
      return reportDifference({...base, amount: new Fraction(1), unit: 'line', contributions: []});
  }
}

function printedRate({zenrowsErrors, totalTraces}: ErrorRow): string {
  return formatErrorRate(zenrowsErrors, totalTraces);
}

function pointsOf(rate: string): Fraction {
  return new Fraction(rate.replace('%', ''));
}

function exactRate({zenrowsErrors, totalTraces}: ErrorRow): Fraction {
  return totalTraces === 0 ? new Fraction(0) : new Fraction(zenrowsErrors).mul(100).div(totalTraces);
}

/** Every trace of a side with all of its records. */
function tracesOf({day}: SideEvidence): ReadonlyMap<string, readonly string[]> {
  const traces = new Map<string, string[]>();
  for (const {traceId, runId} of day.records.values()) {
    const runIds = traces.get(traceId);
    if (runIds === undefined) traces.set(traceId, [runId]);
    else runIds.push(runId);
  }
  return traces;
}

/** Every trace that a side itself answers as failing, with the records in which it fails. */
function failingOf({answered}: SideEvidence): ReadonlyMap<string, readonly string[]> {
  const failing = [...answered].map(([traceId, records]) => {
    const runIds = [...records].filter(([, {failingRuns}]) => failingRuns.length > 0).map(([runId]) => runId);
    return [traceId, runIds] as const;
  });
  return new Map(failing);
}

/** What one side counts and the other does not: most traces are on both. */
function contributionsOf(
  evidence: readonly Evidence[],
  countedBy: (side: SideEvidence) => ReadonlyMap<string, readonly string[]>,
  blamed: FindBlamed,
): Contribution[] {
  const alone = {control: new Map<string, Behind[]>(), candidate: new Map<string, Behind[]>()};
  for (const {project, ...sides} of evidence) {
    const traces = {control: countedBy(sides.control), candidate: countedBy(sides.candidate)};
    for (const side of sideNames) {
      const others = traces[side === 'control' ? 'candidate' : 'control'];
      for (const [traceId, runIds] of traces[side]) {
        if (others.has(traceId)) continue;
        alone[side].set(JSON.stringify([project, traceId]), [{project, traceId, runIds}]);
      }
    }
  }
  return countContributions(alone.control, alone.candidate, blamed);
}
