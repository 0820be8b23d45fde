import {type PassedOver, type PassedOverKind, together} from '../core/passed-over.ts';
import {passedOverText} from '../format/passed-over.ts';
import {importHint} from './import-hint.ts';

/** What to do about those that hide records; of others there is nothing to do. */
const HINTS: Partial<Readonly<Record<PassedOverKind, string>>> = {
  'undecodable-directory': ' Records in it count nowhere; rename it in UTF-8.',
  'unusable-row': ' They count nowhere, and what was read is not the whole; correct the rows.',
};

/** The lines that say what was not looked at: one for each kind, whatever the project, with an example. */
export function passedOverNotice(found: readonly PassedOver[]): string[] {
  const kinds = new Map<string, PassedOver>();
  for (const each of found) {
    const sum = kinds.get(each.kind);
    kinds.set(each.kind, sum === undefined ? each : sumOf(sum, each));
  }
  return [...kinds.values()].map((each) => `Warning: Not looked at: ${passedOverText(each)}.${hintOf(each)}`);
}

function hintOf(each: PassedOver): string {
  const hint = HINTS[each.kind];
  if (hint !== undefined) return hint;
  return each.importFrom === undefined ? '' : ` ${importHint(each.importFrom, each.count)}`;
}

/** What is left out of both sides is one and the same. */
function sumOf(left: PassedOver, right: PassedOver): PassedOver {
  const sum = together(left, right);
  return left.kind === 'excluded-project' ? {...sum, count: Math.max(left.count, right.count)} : sum;
}
