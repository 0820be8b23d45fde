import {constants, open} from 'node:fs/promises';

/** The kinds of export that a file outside of a tree may be. */
export type ExportShape = 'JSON lines' | 'zip archive' | 'Parquet';

/** So many bytes are enough to tell them apart. */
const LOOKED_AT = 64;

/** Judges by the first bytes, whatever the file's name; null if it is no export. It does not wait for a FIFO. */
export async function exportShape(path: string): Promise<ExportShape | null> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch(() => null);
  if (file === null) return null;
  try {
    if (!(await file.stat()).isFile()) return null;
    const bytes = Buffer.alloc(LOOKED_AT);
    const {bytesRead} = await file.read(bytes, 0, LOOKED_AT, 0);
    return shapeOf(bytes.subarray(0, bytesRead), path);
  } catch {
    return null;
  } finally {
    await file.close();
  }
}

/** Many texts begin like JSON, so for lines the name counts, too. */
function shapeOf(bytes: Buffer, path: string): ExportShape | null {
  const start = bytes.toString('latin1');
  if (start.startsWith('PAR1')) return 'Parquet';
  if (start.startsWith('PK\x03\x04')) return 'zip archive';
  return /\.(?:jsonl|ndjson)$/i.test(path) && /^(?:\xef\xbb\xbf)?\s*\{/.test(start) ? 'JSON lines' : null;
}
