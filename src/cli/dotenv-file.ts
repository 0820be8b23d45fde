import {constants} from 'node:fs';
import {open} from 'node:fs/promises';
import {parse} from 'dotenv';
import {shellWord} from '../core/shell-word.ts';

type Variables = Readonly<Record<string, string>>;

/** What a `.env` says, and what is wrong with it. The faults quote none of its values. */
export interface Dotenv {
  readonly variables: Variables;
  readonly faults: readonly string[];
}

/** A `.env` has some lines; a larger file is another file by mistake, or a device without an end. */
const LARGEST = 1024 * 1024;

/** Reads a `.env`: UTF-8, a byte order mark allowed. A missing file is an empty one. */
export async function readDotenv(path: string): Promise<Dotenv> {
  try {
    const bytes = await readBytes(path);
    return typeof bytes === 'string' ? wrong(`${path} ${bytes}`) : parseDotenv(bytes, path);
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return {variables: {}, faults: []};
    return wrong(`${path} cannot be read (${code}); look at it with: ls -ld ${shellWord(path)}`);
  }
}

/** The bytes, or why they are not read. It does not wait for a pipe. */
async function readBytes(path: string): Promise<Buffer | string> {
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = await handle.stat();
    if (stats.isDirectory()) return 'is a directory; lse reads a file of that name';
    // A link to /dev/null is a usual way to say "none".
    if (!stats.isFile() && !stats.isCharacterDevice()) {
      return 'is neither a file nor a device; write the settings to a file';
    }
    const bytes = Buffer.alloc(LARGEST + 1);
    let length = 0;
    for (;;) {
      const {bytesRead} = await handle.read(bytes, length, bytes.length - length);
      length += bytesRead;
      if (length > LARGEST) return `is larger than ${LARGEST} bytes; is it another file?`;
      if (bytesRead === 0) return bytes.subarray(0, length);
    }
  } finally {
    await handle.close();
  }
}

/** The same for bytes that were already read. */
export function parseDotenv(bytes: Uint8Array, path: string): Dotenv {
  const [first, second] = bytes;
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (isUtf16)
    return wrong(`${path} is in UTF-16; save it as UTF-8 (in PowerShell: … | Set-Content -Encoding utf8 ${path})`);
  if (bytes.includes(0)) return wrong(`${path} holds NUL bytes, as UTF-16 and binary files do; save it as UTF-8`);
  let text: string;
  try {
    text = new TextDecoder('utf-8', {fatal: true}).decode(bytes);
  } catch {
    return wrong(`line ${firstBadLine(bytes)} of ${path} is not in UTF-8; save the file as UTF-8`);
  }
  const variables = parse(text);
  return {variables, faults: lineFaults(text, variables, path)};
}

function firstBadLine(bytes: Uint8Array): number {
  const lines = Buffer.from(bytes).toString('utf8').split('\n');
  return lines.findIndex((line) => line.includes('\u{FFFD}')) + 1;
}

/** Lines with names of ours that the reader would skip, or of which it would keep only the last. No part of a value is shown. */
function lineFaults(text: string, variables: Variables, path: string): string[] {
  const faults: string[] = [];
  const lineOf = new Map<string, number>();
  for (const [index, line] of text.split(/\r\n|[\r\n]/).entries()) {
    const [, name, sign] = /^\s*(?:export\s+)?(LSE_\w*)\s*(=|:\s)?/.exec(line) ?? [];
    if (name === undefined) continue;
    const before = lineOf.get(name);
    if (sign === undefined || !(name in variables)) {
      faults.push(`line ${index + 1} of ${path} is not of the form ${name}=value`);
    } else if (before !== undefined)
      faults.push(`${name} is set twice in ${path}, in lines ${before} and ${index + 1}`);
    else lineOf.set(name, index + 1);
  }
  return faults;
}

function wrong(fault: string): Dotenv {
  return {variables: {}, faults: [fault]};
}
