import Fraction from 'fraction.js';
import type {DetailAnswer} from '../../asking/answer.ts';
import {countRuns, type DetailReport} from '../../core/detail-report.ts';
import type {Behind, Blame} from './blame.ts';
import {blamedForListing} from './blamed-for-listing.ts';
import type {Evidence} from './evidence.ts';
import {lineDifferences} from './line-differences.ts';
import {entriesByKey, type ListedEntry, listedEntries} from './listed-entry.ts';
import {type Listing, listingOf, type RunlessTrace} from './listing.ts';
import {type ReportDifference, reportDifference} from './report-difference.ts';
import {type Counted, countContributions, type FindBlamed, Shares} from './shares.ts';

type Entries = ReadonlyMap<string, ListedEntry>;

/** The differences of `zenrows-detail`: lines of the text, counts of the JSON and members of its runs. */
export function detailDifferences(
  control: DetailAnswer,
  candidate: DetailAnswer,
  evidence: readonly Evidence[],
  blame: Blame,
): ReportDifference[] {
  const left = listingOf(control.model, evidence, 'control');
  const right = listingOf(candidate.model, evidence, 'candidate');
  const blamed = blamedForListing(left.entries, right.entries, blame);
  return [
    ...lineDifferences(left, right, blamed),
    ...summaryDifferences(left, right, blamed),
    ...memberDifferences(left.entries, right.entries, blamed),
  ];
}

/** How many runs only one side lists, or both list differently. */
export function differingRuns(control: DetailAnswer, candidate: DetailAnswer): number {
  const [left, right] = [control, candidate].map(({model}) => entriesByKey(listedEntries(model))) as [Entries, Entries];
  const keys = [...new Set([...left.keys(), ...right.keys()])];
  return keys.filter((key) => printed(left.get(key)) !== printed(right.get(key))).length;
}

function printed(entry: ListedEntry | undefined): string | null {
  if (entry === undefined) return null;
  return [...entry.members().values()].map((member) => member({mask: false})).join('\n');
}

function summaryDifferences(left: Listing, right: Listing, blamed: FindBlamed): ReportDifference[] {
  const [control, candidate] = [left.report, right.report];
  const symbols = new Set([...control.symbols, ...candidate.symbols].map(({symbol}) => symbol));
  const cell = cellOf(blamed);
  return [
    ...cell('summary.total_errors', 'runs', control.totalErrors, candidate.totalErrors, runsOf(left), runsOf(right)),
    ...cell(
      'summary.total_traces',
      'traces',
      control.totalTraces,
      candidate.totalTraces,
      grouped(left, ({behind}) => JSON.stringify([behind.project, behind.traceId])),
      grouped(right, ({behind}) => JSON.stringify([behind.project, behind.traceId])),
    ),
    ...cell(
      'summary.crypto_symbols',
      'symbols',
      control.symbols.length,
      candidate.symbols.length,
      grouped(left, ({symbol}) => symbol),
      grouped(right, ({symbol}) => symbol),
    ),
    ...[...symbols].flatMap((symbol) =>
      cell(
        `summary.errors_by_crypto.${symbol}`,
        'runs',
        runsOfSymbol(control, symbol),
        runsOfSymbol(candidate, symbol),
        runsOf(left, symbol),
        runsOf(right, symbol),
      ),
    ),
  ];
}

/** A count of the JSON; null if a side has no such member. A cell that is the same on both sides is no difference. */
function cellOf(blamed: FindBlamed) {
  return (
    where: string,
    unit: 'runs' | 'traces' | 'symbols',
    control: number | null,
    candidate: number | null,
    left: Counted,
    right: Counted,
  ): ReportDifference[] => {
    if (control === candidate) return [];
    return [
      reportDifference({
        format: 'json',
        where,
        control: control === null ? null : () => String(control),
        candidate: candidate === null ? null : () => String(candidate),
        amount: new Fraction((candidate ?? 0) - (control ?? 0)),
        unit,
        contributions: countContributions(left, right, blamed),
      }),
    ];
  };
}

function runsOfSymbol(report: DetailReport, symbol: string): number | null {
  const section = report.symbols.find((each) => each.symbol === symbol);
  return section === undefined ? null : countRuns(section);
}

function runsOf({entries}: Listing, symbol: string | null = null): Counted {
  const chosen = [...entries].filter(([, entry]) => symbol === null || entry.symbol === symbol);
  // Over all symbols together, a run that moved to another symbol is the same run.
  return new Map(chosen.map(([key, entry]) => [symbol === null ? entry.identity : key, [entry.behind]]));
}

function grouped({entries, runless}: Listing, groupOf: (listed: RunlessTrace) => string): Counted {
  const groups = new Map<string, Behind[]>();
  for (const listed of [...entries.values(), ...runless]) {
    const group = groups.get(groupOf(listed));
    if (group === undefined) groups.set(groupOf(listed), [listed.behind]);
    else group.push(listed.behind);
  }
  return groups;
}

/** The members that the JSON prints differently, of a run that both sides list under one symbol. */
function memberDifferences(left: Entries, right: Entries, blamed: FindBlamed): ReportDifference[] {
  return [...left].flatMap(([key, control]) => {
    const candidate = right.get(key);
    if (candidate === undefined) return [];
    const after = candidate.members();
    return [...control.members()].flatMap(([member, before]) => {
      const now = after.get(member) ?? before;
      if (before({mask: false}) === now({mask: false})) return [];
      const shares = new Shares();
      shares.add(new Fraction(1), blamed([control.behind, candidate.behind]));
      return [
        reportDifference({
          format: 'json',
          where: `${control.where}, member ${member}`,
          control: before,
          candidate: now,
          amount: new Fraction(1),
          unit: 'line',
          contributions: shares.contributions(),
        }),
      ];
    });
  });
}
