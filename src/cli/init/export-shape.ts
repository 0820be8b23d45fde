import {constants, open} from 'node:fs/promises';

/** What a file that is no part of a tree may be an export of. */
export type ExportShape = 'JSON lines' | 'zip archive' | 'Parquet';

/** Enough for what each begins with. */
const LOOKED_AT = 64;

/** By its first bytes, whatever its name; null for what is none of them. A FIFO is not waited for. */
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

/** Many texts begin like JSON, so that for lines the name counts as well. */
function shapeOf(bytes: Buffer, path: string): ExportShape | null {
  const start = bytes.toString('latin1');
  if (start.startsWith('PAR1')) return 'Parquet';
  if (start.startsWith('PK\x03\x04')) return 'zip archive';
  return /\.(?:jsonl|ndjson)$/i.test(path) && /^(?:\xef\xbb\xbf)?\s*\{/.test(start) ? 'JSON lines' : null;
}
