import {
  BLOCK,
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  NOT_CERTAIN,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
  SPACE,
} from './bytes.ts';
import {
  beginText,
  endSeparator,
  endText,
  isCanonical,
  leaveOut,
  position,
  textEnds,
  textStarts,
  write,
} from './canonical-text.ts';
import {addMember, beginMembers, limitMembers, membersEnd, order} from './member-order.ts';
import {number} from './numbers.ts';
import {
  addPart,
  beginParts,
  closePart,
  DIVIDED_ARRAY,
  DIVIDED_OBJECT,
  elementsOf,
  limitParts,
  memberName,
  memberNamed,
  memberOutline,
  NO_NAME,
  NO_OUTLINE,
  namesMembers,
  OTHER_VALUE,
  PLAIN_TEXT,
} from './parts.ts';
import {beginStrings, hadRefusedText, hasEscape, isPlain, text, wasAscii} from './strings.ts';

/**
 * Reads the bytes of a JSON text without making values of them. It says where the parts that an outline names lie and, if asked to, writes
 * the canonical text. Compiled to WebAssembly: all threads run the same code, as fast the first time as later, and it leaves no garbage.
 *
 * It never contradicts the exact reader: for everything rare, and for every fault, it answers "not certain".
 *
 * All memory belongs to the caller, who says where things lie in it. Behind the text stands a NUL, which no part of a JSON text may hold,
 * so no place needs to be compared with the end.
 */

/** What is known about a text besides its parts; 0 if only the exact reader can tell. */
const CERTAIN: i32 = 1;
const IS_NOT_ASCII: i32 = 2;
const HAS_REFUSED_TEXT: i32 = 4;

let mostDepth: i32 = 0;
let depth: i32 = 0;

/** Where the room for parts and for members ends, and how deep a value may be nested. */
export function configure(partsLimit: usize, membersLimit: usize, deepest: i32): void {
  limitParts(partsLimit);
  limitMembers(membersLimit);
  mostDepth = deepest;
}

/**
 * Scans the text from `start` to `end`. The canonical text is written between `target` and `targetEnd`, unless these are equal. With `form`
 * 1 it is the text of the value as `jsonb` of PostgreSQL prints it.
 */
export function scan(
  start: usize,
  end: usize,
  outline: usize,
  parts: usize,
  members: usize,
  target: usize,
  targetEnd: usize,
  form: i32,
): i32 {
  beginParts(parts);
  beginMembers(members);
  beginStrings();
  beginText(start, target, targetEnd, form);
  depth = 0;
  const last = value(space(start), outline, NO_NAME);
  if (last === NOT_CERTAIN || !endText(last) || space(last) !== end) return 0;
  return CERTAIN | (wasAscii() ? 0 : IS_NOT_ASCII) | (hadRefusedText() ? HAS_REFUSED_TEXT : 0);
}

/** Where the canonical text of the last scan starts: in the target, or in the text itself. */
export function canonicalStart(): usize {
  return textStarts();
}

export function canonicalEnd(): usize {
  return textEnds();
}

/** Behind a value. */
function value(at: usize, outline: usize, name: u32): usize {
  const byte = load<u8>(at);
  if (byte === OPEN_OBJECT) return container(at, outline, name, true);
  if (byte === OPEN_ARRAY) return container(at, outline, name, false);
  const end = byte === QUOTE ? text(at) : scalar(at, byte);
  if (end === NOT_CERTAIN || outline === NO_OUTLINE) return end;
  const kind = byte === QUOTE && isPlain() ? PLAIN_TEXT : OTHER_VALUE;
  return addPart(kind, name, at, end) === NOT_CERTAIN ? NOT_CERTAIN : end;
}

/** Behind a number or a word. */
function scalar(at: usize, byte: u8): usize {
  if (byte === 0x74) return load<u32>(at) === 0x65757274 ? at + 4 : NOT_CERTAIN; // true
  if (byte === 0x6e) return load<u32>(at) === 0x6c6c756e ? at + 4 : NOT_CERTAIN; // null
  if (byte === 0x66) return load<u32>(at + 1) === 0x65736c61 ? at + 5 : NOT_CERTAIN; // false
  return number(at);
}

/** Behind an object or an array. If the outline divides it, its parts are reported, else all of it as one part. */
function container(start: usize, outline: usize, name: u32, isObject: bool): usize {
  depth += 1;
  if (depth > mostDepth) return NOT_CERTAIN;
  const isDivided = isObject ? namesMembers(outline) : elementsOf(outline) !== NO_OUTLINE;
  let part: usize = 0;
  if (isDivided) {
    part = addPart(isObject ? DIVIDED_OBJECT : DIVIDED_ARRAY, name, start, 0);
    if (part === NOT_CERTAIN) return NOT_CERTAIN;
  }
  const inner = isDivided ? outline : NO_OUTLINE;
  const end = isObject ? object(start, inner) : array(start, inner);
  if (end === NOT_CERTAIN) return NOT_CERTAIN;
  depth -= 1;
  if (isDivided) closePart(part);
  else if (outline !== NO_OUTLINE && addPart(OTHER_VALUE, name, start, end) === NOT_CERTAIN) return NOT_CERTAIN;
  return end;
}

function array(start: usize, outline: usize): usize {
  const elements = elementsOf(outline);
  let at = space(start + 1);
  if (load<u8>(at) === CLOSE_ARRAY) return at + 1;
  for (;;) {
    at = value(at, elements, NO_NAME);
    if (at === NOT_CERTAIN) return NOT_CERTAIN;
    at = space(at);
    const byte = load<u8>(at);
    if (byte === CLOSE_ARRAY) break;
    if (byte !== COMMA || !endSeparator(at)) return NOT_CERTAIN;
    at = space(at + 1);
  }
  return at + 1;
}

function object(start: usize, outline: usize): usize {
  const firstMember = membersEnd();
  let at = space(start + 1);
  if (load<u8>(at) === CLOSE_OBJECT) return at + 1;
  for (;;) {
    if (load<u8>(at) !== QUOTE) return NOT_CERTAIN;
    const memberStart = position(at);
    const keyStart = at + 1;
    at = text(at);
    // A key with an escape is rare; it is not the key that its bytes say.
    if (at === NOT_CERTAIN || (hasEscape() && (isCanonical() || outline !== NO_OUTLINE))) return NOT_CERTAIN;
    const keyEnd = at - 1;
    at = space(at);
    if (load<u8>(at) !== COLON || !endSeparator(at)) return NOT_CERTAIN;
    const member = memberNamed(outline, keyStart, keyEnd);
    at = value(space(at + 1), memberOutline(member), memberName(member));
    if (at === NOT_CERTAIN) return NOT_CERTAIN;
    if (isCanonical() && !addMember(keyStart, keyEnd, memberStart, position(at))) return NOT_CERTAIN;
    at = space(at);
    const byte = load<u8>(at);
    if (byte === CLOSE_OBJECT) break;
    if (byte !== COMMA || !endSeparator(at)) return NOT_CERTAIN;
    at = space(at + 1);
  }
  if (isCanonical() && !order(firstMember, at)) return NOT_CERTAIN;
  return at + 1;
}

/** Behind white space. */
function space(at: usize): usize {
  return load<u8>(at) > SPACE ? at : whiteSpace(at);
}

/** White space is no part of the canonical text. Lines are indented, so spaces come in blocks. */
function whiteSpace(start: usize): usize {
  const spaces = i8x16.splat(SPACE);
  let at = start;
  for (;;) {
    const byte = load<u8>(at);
    if (byte === SPACE) {
      const others = ~i8x16.bitmask(i8x16.eq(v128.load(at), spaces)) & 0xffff;
      at += others === 0 ? BLOCK : <usize>ctz(others);
    } else if (byte === 0x0a || byte === 0x0d || byte === 0x09) at += 1;
    else break;
  }
  if (isCanonical() && at !== start) {
    if (!write(start)) return NOT_CERTAIN;
    leaveOut(at);
  }
  return at;
}
