import {readdir, rm, stat} from 'node:fs/promises';
import {join} from 'node:path';

/** How much a cache may hold, and from which age on a draft belongs to nobody. */
export interface CacheLimits {
  readonly bytes: number;
  readonly draftMilliseconds: number;
}

/** What a day of 5,000 runs takes is 2 MB, so this is most of a year. */
export const CACHE_LIMITS: CacheLimits = {bytes: 536_870_912, draftMilliseconds: 3_600_000};

/** Our own files; others may lie there too. A draft has six bytes more in its name. */
const OURS = /^[0-9a-f]{32}\.[a-z]+\.json(?<draft>\.[0-9a-f]{12})?$/;

interface Found {
  readonly path: string;
  readonly bytes: number;
  readonly lastUsed: number;
  readonly isDraft: boolean;
}

/**
 * Removes drafts that nobody finished, and then the least recently used files, until the rest is within the limit. The last used file
 * always stays. Other processes may do the same at the same time: a missing file is no error, and a file that somebody reads stays
 * readable.
 */
export async function makeRoom(cacheDir: string, {bytes, draftMilliseconds} = CACHE_LIMITS): Promise<void> {
  try {
    const found = (await Promise.all((await readdir(cacheDir)).map((name) => look(cacheDir, name)))).filter(
      (each) => each !== null,
    );
    const oldest = Date.now() - draftMilliseconds;
    const [drafts, files] = [found.filter(({isDraft}) => isDraft), found.filter(({isDraft}) => !isDraft)];
    for (const {path, lastUsed} of drafts) if (lastUsed < oldest) await rm(path, {force: true});
    files.sort((left, right) => left.lastUsed - right.lastUsed);
    let total = files.reduce((sum, file) => sum + file.bytes, 0);
    for (const {path, bytes: size} of files.slice(0, -1)) {
      if (total <= bytes) break;
      await rm(path, {force: true});
      total -= size;
    }
  } catch {
    // A cache never decides whether a report succeeds.
  }
}

async function look(cacheDir: string, name: string): Promise<Found | null> {
  const match = OURS.exec(name);
  const path = join(cacheDir, name);
  const stats = match === null ? null : await stat(path).catch(() => null);
  if (match === null || stats === null || !stats.isFile()) return null;
  const lastUsed = Math.max(stats.atimeMs, stats.mtimeMs);
  return {path, bytes: stats.size, lastUsed, isDraft: match.groups?.draft !== undefined};
}
