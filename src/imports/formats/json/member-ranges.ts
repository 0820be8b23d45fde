import {TextPosition} from './text-position.ts';
import {ValueWalk} from './value-walk.ts';

/** The values of an object's members as they are written, by their keys; of a key that comes twice the last one. `object` is JSON. */
export function memberRanges(object: Uint8Array): Map<string, Uint8Array> {
  const ranges = new Map<string, Uint8Array>();
  const [walk, position] = [new ValueWalk(), new TextPosition()];
  const behind = (from: number): number => {
    walk.begin();
    return walk.go(object, from, object.length, 0, position);
  };
  for (let at = next(object, next(object, 0) + 1); object[at] === 0x22; ) {
    const keyEnd = behind(at);
    const key = JSON.parse(Buffer.from(object.subarray(at, keyEnd)).toString('utf8')) as string;
    const start = next(object, next(object, keyEnd) + 1);
    const end = behind(start);
    ranges.set(key, object.subarray(start, end));
    // Past the comma; behind the last member there is none, and no further key.
    at = next(object, next(object, end) + 1);
  }
  return ranges;
}

/** The index of the next byte that is no blank. */
function next(bytes: Uint8Array, from: number): number {
  let at = from;
  while (bytes[at] === 0x20 || bytes[at] === 0x0a || bytes[at] === 0x0d || bytes[at] === 0x09) at += 1;
  return at;
}
