import type {DecodedText} from './decoded-text.ts';
import {SecretStarts} from './secret-starts.ts';
import type {TextRange} from './text-range.ts';
import {ValueEnds} from './value-end.ts';

interface OpenValue {
  readonly first: number;
  /** How often the value's own syntax is encoded. If values lie inside each other, the least counts: it reaches furthest. */
  depth: number;
  readonly isParameter: boolean;
}

/** The places of the values of secret names, and of the credentials of headers and of curl, in the order of their starts. */
export function secretValueRanges(text: DecodedText): TextRange[] {
  const ends = new ValueEnds(text);
  const starts = new SecretStarts(text, ends);
  const ranges: TextRange[] = [];
  let open: OpenValue | null = null;
  const add = (from: number, to: number): void => {
    if (to > from) ranges.push({from: text.start(from), to: text.start(to)});
  };
  for (let at = 0; at <= text.length; at += 1) {
    if (open !== null && ends.endsBare(at, open)) {
      add(open.first, at);
      open = null;
    }
    const start = starts.at(at);
    if (start === null) continue;
    // A value inside another one, if the other does not end before it.
    if (open !== null) {
      const around: OpenValue = open;
      let between = at + 1;
      while (between < start.from && !ends.endsBare(between, around)) between += 1;
      if (between === start.from) {
        around.depth = Math.min(around.depth, start.depth);
        if (start.to !== null) at = start.to - 1;
        continue;
      }
      add(around.first, between);
      open = null;
    }
    if (start.to === null) {
      open = {first: start.from, depth: start.depth, isParameter: start.isParameter};
      at = start.from - 1;
    } else {
      add(start.from, start.to);
      at = start.to - 1;
    }
  }
  return ranges;
}
