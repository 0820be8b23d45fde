import type {HeldDocument, RecordDocument} from '../documents/explanation.ts';
import {kindWords} from '../wording.ts';
import {type Line, line} from './line.ts';

const MOST_CHANGES = 10;

/** One record to blame: its kind, its place on either side, and what differs in it. */
export function recordLines(record: RecordDocument, number: number): Line[] {
  const {project, date, runId, changes, control, candidate} = record;
  const label = `${number}. `;
  const inner = 4 + label.length;
  const places = [control, candidate].flatMap((held) => (held === null ? [] : [held.traceId, held.file]));
  return [
    line(`${label}${kindWords(record)}: ${project} ${date} ${runId}`, 4, 'plain', label.length, [project, runId]),
    ...heldLines(record).map(([side, held]) => line(`${side}${held}`, inner, 'plain', side.length, places)),
    ...changes
      .slice(0, MOST_CHANGES)
      .flatMap((change) => [
        line(change.path, inner, 'plain', 2, [change.path]),
        line(`control:   ${change.control ?? '(absent)'}`, inner + 2, 'plain', 11),
        line(`candidate: ${change.candidate ?? '(absent)'}`, inner + 2, 'plain', 11),
        ...(change.masked ? [line('They differ only in what masking hides; show it with --no-mask.', inner + 2)] : []),
      ]),
    ...moreLines(changes.length - MOST_CHANGES, 'changes', inner),
  ];
}

/** Said once if both sides hold the record in the same trace and from the same file. */
function heldLines({control, candidate}: RecordDocument): [string, string][] {
  const [left, right] = [heldText(control), heldText(candidate)];
  if (left !== null && left === right) return [['both:      ', left]];
  const sides: [string, string | null][] = [
    ['control:   ', left],
    ['candidate: ', right],
  ];
  return sides.filter((side): side is [string, string] => side[1] !== null);
}

function heldText(held: HeldDocument | null): string | null {
  if (held === null) return null;
  return `trace ${held.traceId}${held.file === null ? ', no file' : `, file ${held.file}`}`;
}

/** If something is left out, the text says so. */
export function moreLines(more: number, what: string, indent: number): Line[] {
  return more > 0 ? [line(`… and ${more} more ${what}; all of them with --format json`, indent)] : [];
}
