import {gunzipSync} from 'node:zlib';
import type {JsonValue} from '../../../core/json/value.ts';
import {isObject, member} from '../../../core/json/value.ts';

/** An operation on a run, as it should have been sent. */
export interface UploadedRun {
  readonly part: 'post' | 'patch';
  readonly json: Buffer;
}

/** What the SDK kept of a request that failed. `batch` is the JSON of `{post, patch}`. */
export type UploadBody = {readonly batch: Buffer} | {readonly runs: readonly UploadedRun[]};

/** Why a request cannot be read: one line that goes on from the place. */
export class UnreadableUpload extends Error {
  override readonly name = 'UnreadableUpload';
}

/**
 * Reads what the SDK keeps of requests that it could not send, in the folder of `LANGSMITH_FAILED_TRACES_DIR`: the address, the headers and
 * the body in base64.
 *
 * @throws UnreadableUpload
 */
export async function uploadBody(envelope: JsonValue, maxBytes: number): Promise<UploadBody> {
  const [endpoint, encoded, headers] = ['endpoint', 'body_base64', 'headers'].map((name) => member(envelope, name));
  const header = (name: string): string => {
    if (!isObject(headers)) return '';
    for (const [key, value] of headers) if (key.toLowerCase() === name && typeof value === 'string') return value;
    return '';
  };
  const body = await unpacked(Buffer.from(String(encoded), 'base64'), header('content-encoding'), maxBytes);
  if (typeof endpoint === 'string' && endpoint.endsWith('runs/batch')) return {batch: body};
  const boundary = /boundary="?([^";]+)"?/.exec(header('content-type'))?.[1];
  if (boundary === undefined)
    throw new UnreadableUpload('holds a request of the SDK that is neither a batch nor multipart');
  return {runs: runsOf(body, boundary)};
}

async function unpacked(body: Buffer, encoding: string, maxBytes: number): Promise<Buffer> {
  try {
    if (encoding === 'gzip') return gunzipSync(body, {maxOutputLength: maxBytes});
    if (encoding === 'zstd') {
      const {decompressZstd} = await import('hyparquet-compressors');
      return Buffer.from(decompressZstd(body));
    }
  } catch {
    throw new UnreadableUpload(`holds a request of the SDK whose ${encoding} cannot be unpacked`);
  }
  if (encoding === '' || encoding === 'identity') return body;
  throw new UnreadableUpload(`holds a request of the SDK that is packed as ${encoding}, which is unknown`);
}

const BLANK_LINE = Buffer.from('\r\n\r\n');
const PART_NAME = /\bname="?([^";\r\n]+)"?/i;
/** The member that a part holds of a run; attachments and feedback are not of the run itself. */
const RUN_PART = /^(post|patch)\.([^.]+)(?:\.([a-z]+))?$/;

function runsOf(body: Buffer, boundary: string): UploadedRun[] {
  const runs = new Map<string, {part: 'post' | 'patch'; pieces: Buffer[]}>();
  for (const {name, content} of partsOf(body, boundary)) {
    const [, part, id, member] = RUN_PART.exec(name) ?? [];
    if (part !== 'post' && part !== 'patch') continue;
    const key = `${part}.${id}`;
    const run = runs.get(key) ?? {part, pieces: []};
    runs.set(key, run);
    if (member === undefined) run.pieces.unshift(content.subarray(0, content.lastIndexOf('}')));
    else run.pieces.push(Buffer.from(`,"${member}":`), content);
  }
  return [...runs.values()].map(({part, pieces}) => ({part, json: Buffer.concat([...pieces, Buffer.from('}')])}));
}

function* partsOf(body: Buffer, boundary: string): Generator<{name: string; content: Buffer}> {
  const first = Buffer.from(`--${boundary}`);
  const next = Buffer.from(`\r\n--${boundary}`);
  for (let at = body.indexOf(first); at !== -1; ) {
    const start = body.indexOf(BLANK_LINE, at);
    const end = start === -1 ? -1 : body.indexOf(next, start + BLANK_LINE.length - 2);
    if (end === -1) throw new UnreadableUpload('holds a request of the SDK that is cut');
    const name = PART_NAME.exec(body.toString('utf8', at, start))?.[1];
    if (name !== undefined) yield {name, content: body.subarray(start + BLANK_LINE.length, end)};
    at = end + 2;
    if (body.toString('latin1', at + first.length, at + first.length + 2) === '--') return;
  }
}
