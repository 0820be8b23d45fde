import Fraction from 'fraction.js';
import type {Behind} from './blame.ts';
import {type ListedLine, listedLines} from './listed-line.ts';
import type {Listing} from './listing.ts';
import {type ReportDifference, reportDifference} from './report-difference.ts';
import {type FindBlamed, Shares} from './shares.ts';

/**
 * The lines of the text that differ: those that only one side has, those with another text, and those with another
 * place among the same lines. Control's lines with these differences applied are candidate's lines.
 */
export function lineDifferences(control: Listing, candidate: Listing, blamed: FindBlamed): ReportDifference[] {
  const [left, right] = [byKey(listedLines(control)), byKey(listedLines(candidate))];
  const moved = movedLines(left, right, blamed);
  // If one side lists nothing, everything that the other side lists is the reason.
  const everything = [...left.values(), ...right.values()].flatMap(({part, behind}) =>
    part === 'title' ? behind : [],
  );
  const keys = [...left.keys(), ...[...right.keys()].filter((key) => !left.has(key))];
  return keys.flatMap((key) => {
    const [before, after] = [left.get(key), right.get(key)];
    const isSame = before?.text({mask: false}) === after?.text({mask: false});
    if (isSame && !moved.has(key)) return [];
    const {where} = (before ?? after) as ListedLine;
    const shares = new Shares();
    const behind = [...(before?.behind ?? []), ...(after?.behind ?? [])];
    shares.add(new Fraction(1), blamed(behind.length > 0 ? behind : everything));
    return [
      reportDifference({
        format: 'text',
        where,
        isMoved: isSame,
        control: before?.text ?? null,
        candidate: after?.text ?? null,
        amount: new Fraction(1),
        unit: 'line',
        contributions: shares.contributions(),
      }),
    ];
  });
}

function byKey(lines: readonly ListedLine[]): ReadonlyMap<string, ListedLine> {
  return new Map(lines.map((line) => [line.key, line]));
}

/**
 * The lines that both sides have in another order. Runs of one entry are ordered by their starts, so a line has moved only if their
 * order among each other changed; all other order follows from the lines themselves. If two runs
 * changed places, the one whose record differs has moved; both have if that does not decide it.
 */
function movedLines(
  left: ReadonlyMap<string, ListedLine>,
  right: ReadonlyMap<string, ListedLine>,
  blamed: FindBlamed,
): ReadonlySet<string> {
  const before = commonBySection(left, right);
  const after = commonBySection(right, left);
  const moved = new Set<string>();
  for (const [section, keys] of before) {
    const now = after.get(section) ?? [];
    const elsewhere = keys.filter((key, at) => key !== now[at]);
    if (elsewhere.length === 0) continue;
    const isBlamed = (key: string): boolean =>
      isOwnFault(
        [left, right].flatMap((lines) => lines.get(key)?.behind ?? []),
        blamed,
      );
    const settled = isSameOrder(
      keys.filter((key) => !isBlamed(key)),
      now.filter((key) => !isBlamed(key)),
    );
    for (const key of elsewhere) if (!settled || isBlamed(key)) moved.add(key);
  }
  return moved;
}

/** Whether a record that the line comes from is to blame for it, and not another record of its trace. */
function isOwnFault(behind: readonly Behind[], blamed: FindBlamed): boolean {
  return blamed(behind).some(({key}) =>
    behind.some(({project, runIds}) => project === key.project && runIds.includes(key.runId)),
  );
}

function isSameOrder(left: readonly string[], right: readonly string[]): boolean {
  return left.every((key, at) => key === right[at]);
}

function commonBySection(
  lines: ReadonlyMap<string, ListedLine>,
  others: ReadonlyMap<string, ListedLine>,
): ReadonlyMap<string, string[]> {
  const sections = new Map<string, string[]>();
  for (const {key, section} of lines.values()) {
    if (section === null || !others.has(key)) continue;
    const keys = sections.get(section);
    if (keys === undefined) sections.set(section, [key]);
    else keys.push(key);
  }
  return sections;
}
