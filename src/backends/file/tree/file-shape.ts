import {constants} from 'node:fs';
import {open} from 'node:fs/promises';
import {holdsRuns} from '../../../core/export-shape.ts';

/** How much of a file is read: most runs are shorter. */
const HEAD_BYTES = 65_536;

/** The same for a compressed file: it cannot become more than a thousand times as long. */
const COMPRESSED_BYTES = 4_096;

const ZIP = Buffer.from('PK\x03\x04');
const PARQUET = Buffer.from('PAR1');
const GZIP = Buffer.from([0x1f, 0x8b]);

/** A FIFO must not stop a report for ever, and a link must not lead it elsewhere. */
const AS_LISTED = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);

/** Whether `lse import` takes a file, as far as its first bytes tell. It takes no file that cannot be opened. */
export async function canBeImported(path: string): Promise<boolean> {
  const head = await headOf(path).catch(() => null);
  if (head === null) return false;
  const begins = (signature: Buffer): boolean => head.subarray(0, signature.length).equals(signature);
  if (begins(ZIP) || begins(PARQUET)) return true;
  return holdsRuns(new TextDecoder().decode(begins(GZIP) ? await unpacked(head) : head));
}

async function headOf(path: string): Promise<Buffer | null> {
  const file = await open(path, AS_LISTED);
  try {
    if (!(await file.stat()).isFile()) return null;
    const {buffer, bytesRead} = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function unpacked(head: Buffer): Promise<Buffer> {
  const {constants: zlib, gunzipSync} = await import('node:zlib');
  try {
    // With this a text that ends early is no error.
    return gunzipSync(head.subarray(0, COMPRESSED_BYTES), {finishFlush: zlib.Z_SYNC_FLUSH});
  } catch {
    return Buffer.alloc(0);
  }
}
