import {resolve} from 'node:path';
import {describe, expect, it} from '@jest/globals';
import {parseSettings} from '../../src/cli/settings.ts';
import {parseDatabaseUrl, parseSourceUrl} from '../../src/cli/source-location.ts';

describe('the settings', () => {
  it('have a default each', () => {
    expect(parseSettings({}, {}, {})).toEqual({
      dataDir: './data',
      database: {kind: 'sqlite', path: resolve('.lse/lse.db')},
      backend: 'file',
      maxFileBytes: 67_108_864,
      cache: true,
      statementTimeout: 30_000,
      silenceLimit: null,
      databaseRetries: 4,
    });
  });

  it('come from the environment, above .env', () => {
    const environment = {
      LSE_DATA_DIR: 'traces',
      LSE_DATABASE_URL: 'postgres://h/d',
      LSE_REPORT_BACKEND: 'db',
      LSE_MAX_FILE_BYTES: '10',
      LSE_CACHE: 'off',
      LSE_DB_STATEMENT_TIMEOUT: '2min',
      LSE_DB_SILENCE_LIMIT: '1500ms',
      LSE_DB_RETRIES: '0',
    };
    const expected = {
      dataDir: 'traces',
      database: {kind: 'postgres', url: 'postgres://h/d'},
      backend: 'db',
      maxFileBytes: 10,
      cache: false,
      statementTimeout: 120_000,
      silenceLimit: 1500,
      databaseRetries: 0,
    };
    expect(parseSettings({}, environment, {})).toEqual(expected);
    expect(parseSettings({}, {}, environment)).toEqual(expected);
    const dotenv = {
      LSE_DATA_DIR: 'other',
      LSE_DATABASE_URL: 'sqlite:other',
      LSE_REPORT_BACKEND: 'file',
      LSE_MAX_FILE_BYTES: '20',
      LSE_CACHE: 'on',
      LSE_DB_STATEMENT_TIMEOUT: '1h',
      LSE_DB_SILENCE_LIMIT: 'auto',
      LSE_DB_RETRIES: '9',
    };
    expect(parseSettings({}, environment, dotenv)).toEqual(expected);
  });

  it('come from the flags above all', () => {
    const variables = {LSE_DATA_DIR: 'traces', LSE_DATABASE_URL: 'postgres://h/d', LSE_REPORT_BACKEND: 'db'};
    const flags = {'data-dir': 'flag', 'database-url': 'sqlite:/flag.db', backend: 'file', cache: false};
    expect(parseSettings(flags, variables, variables)).toMatchObject({
      dataDir: 'flag',
      database: {kind: 'sqlite', path: '/flag.db'},
      backend: 'file',
      cache: false,
    });
    expect(parseSettings({cache: true}, {LSE_CACHE: 'off'}, {}).cache).toBe(true);
    for (const [name, text] of [
      ['LSE_DB_STATEMENT_TIMEOUT', '0s'],
      ['LSE_DB_STATEMENT_TIMEOUT', '30'],
      ['LSE_DB_STATEMENT_TIMEOUT', '25h'],
      ['LSE_DB_SILENCE_LIMIT', '0ms'],
      ['LSE_DB_RETRIES', '11'],
      ['LSE_DB_RETRIES', '-1'],
    ]) {
      expect(() => parseSettings({}, {[name as string]: text}, {})).toThrow(`${name} is not a `);
    }
    expect(() => parseSettings({}, {LSE_CACHE: 'yes'}, {})).toThrow(`LSE_CACHE is neither 'on' nor 'off': 'yes'`);
  });
});

describe('the URL of a database', () => {
  it.each(['postgres://u:p@h:5432/d', 'postgresql://u:p@h:5432/d'])('may be %s', (url) => {
    expect(() => parseDatabaseUrl(url)).not.toThrow();
    expect(parseDatabaseUrl(url)).toEqual({kind: 'postgres', url});
  });

  it('may name an SQLite file, whose path is percent-decoded', () => {
    expect(() => parseDatabaseUrl('sqlite:a')).not.toThrow();
    expect(parseDatabaseUrl('sqlite:/a%20b/c%25.db')).toEqual({kind: 'sqlite', path: '/a b/c%.db'});
  });
});

describe('the URL of a source', () => {
  it('may name a directory, whose path is percent-decoded', () => {
    expect(parseSourceUrl('file:/a%20b/c%25')).toEqual({kind: 'file', directory: '/a b/c%'});
  });
});
