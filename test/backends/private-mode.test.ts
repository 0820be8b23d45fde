import {chmodSync, mkdtempSync, readdirSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from '@jest/globals';
import {SqliteDatabase} from '../../src/backends/db/sqlite/sqlite-database.ts';

let root: string;
let umask: number;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lse-test-'));
  umask = process.umask();
});

afterEach(() => {
  process.umask(umask);
  rmSync(root, {recursive: true});
});

const mode = (path: string): number => statSync(path).mode & 0o777;

describe('an SQLite database that lse makes', () => {
  it.each([0o000, 0o022, 0o077])(
    'is for its owner alone under umask %o, with its journals and directories',
    async (mask) => {
      process.umask(mask);
      const path = join(root, 'made', 'deeper', 'lse.db');
      const database = new SqliteDatabase(path);
      await database.migrate();
      const seen = await database.withSource(async () => readdirSync(join(root, 'made', 'deeper')).sort());
      expect(seen).toEqual(['lse.db', 'lse.db-shm', 'lse.db-wal']);
      await database.withSource(async () => {
        for (const name of seen) expect([name, mode(join(root, 'made', 'deeper', name))]).toEqual([name, 0o600]);
      });
      expect([mode(path), mode(join(root, 'made', 'deeper')), mode(join(root, 'made'))]).toEqual([0o600, 0o700, 0o700]);
    },
  );

  it('keeps the mode that somebody gave it', async () => {
    const path = join(root, 'lse.db');
    await new SqliteDatabase(path).migrate();
    chmodSync(path, 0o640);
    await new SqliteDatabase(path).migrate();
    expect(mode(path)).toBe(0o640);
  });
});
