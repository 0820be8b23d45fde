import {resolve} from 'node:path';
import {describe, expect, it} from '@jest/globals';
import {parseDuration} from '../../src/cli/duration.ts';
import {parseSettings} from '../../src/cli/settings.ts';
import {parseDatabaseUrl, parseSourceUrl} from '../../src/cli/source-location.ts';

describe('the settings', () => {
  it('have a default each', () => {
    expect(parseSettings({}, {}, {})).toEqual({
      dataDir: './data',
      database: {kind: 'sqlite', path: resolve('.lse/lse.db')},
      reportsDir: './reports',
      backend: 'file',
      fallback: null,
      ledger: 'file',
      shadowMode: 'now',
      shadowLimit: 2000,
      shadowsPerMinute: 60,
      shadowFailures: 5,
      shadowRest: 300_000,
      liveLimit: 10_000,
      maxFileBytes: 67_108_864,
      cache: true,
      rolloutFile: 'lse.rollout.yaml',
      rolloutProvider: null,
      statementTimeout: 30_000,
      silenceLimit: null,
      databaseRetries: 4,
      log: 'off',
      explain: false,
      eventsSecret: null,
      excludedProjects: [],
      progress: null,
    });
  });

  it('come from the environment, above .env', () => {
    const environment = {
      LSE_DATA_DIR: 'traces',
      LSE_DATABASE_URL: 'postgres://h/d',
      LSE_REPORTS_DIR: 'own',
      LSE_REPORT_BACKEND: 'db',
      LSE_REPORT_FALLBACK: 'file',
      LSE_LEDGER: 'sqlite:/l.db',
      LSE_SHADOW: 'queue',
      LSE_SHADOW_LIMIT: '1s',
      LSE_SHADOW_PER_MINUTE: '3',
      LSE_SHADOW_FAILURES: '0',
      LSE_SHADOW_REST: '1h',
      LSE_LIVE_LIMIT: '500ms',
      LSE_MAX_FILE_BYTES: '10',
      LSE_CACHE: 'off',
      LSE_ROLLOUT_FILE: 'team/rollout.yaml',
      LSE_ROLLOUT_PROVIDER: './flags.mjs',
      LSE_DB_STATEMENT_TIMEOUT: '2min',
      LSE_DB_SILENCE_LIMIT: '1500ms',
      LSE_DB_RETRIES: '0',
      LSE_LOG: 'file',
      LSE_EXPLAIN: '1',
      LSE_EVENTS_SECRET: 'a secret of the team',
    };
    const expected = {
      dataDir: 'traces',
      database: {kind: 'postgres', url: 'postgres://h/d'},
      reportsDir: 'own',
      backend: 'db',
      fallback: 'file',
      ledger: {kind: 'sqlite', path: '/l.db'},
      shadowMode: 'queue',
      shadowLimit: 1000,
      shadowsPerMinute: 3,
      shadowFailures: 0,
      shadowRest: 3_600_000,
      liveLimit: 500,
      maxFileBytes: 10,
      cache: false,
      rolloutFile: 'team/rollout.yaml',
      rolloutProvider: './flags.mjs',
      statementTimeout: 120_000,
      silenceLimit: 1500,
      databaseRetries: 0,
      log: 'file',
      explain: true,
      eventsSecret: 'a secret of the team',
      excludedProjects: [],
      progress: null,
    };
    expect(parseSettings({}, environment, {})).toEqual(expected);
    expect(parseSettings({}, {}, environment)).toEqual(expected);
    const dotenv = {
      LSE_DATA_DIR: 'other',
      LSE_DATABASE_URL: 'sqlite:other',
      LSE_REPORTS_DIR: 'others',
      LSE_REPORT_BACKEND: 'file',
      LSE_REPORT_FALLBACK: 'none',
      LSE_LEDGER: 'db',
      LSE_SHADOW: 'now',
      LSE_SHADOW_LIMIT: '2s',
      LSE_SHADOW_PER_MINUTE: '4',
      LSE_SHADOW_FAILURES: '1',
      LSE_SHADOW_REST: '2h',
      LSE_LIVE_LIMIT: '1min',
      LSE_MAX_FILE_BYTES: '20',
      LSE_CACHE: 'on',
      LSE_ROLLOUT_FILE: 'other.yaml',
      LSE_ROLLOUT_PROVIDER: 'none',
      LSE_DB_STATEMENT_TIMEOUT: '1h',
      LSE_DB_SILENCE_LIMIT: 'auto',
      LSE_DB_RETRIES: '9',
      LSE_LOG: 'stderr',
      LSE_EXPLAIN: '0',
      LSE_EVENTS_SECRET: 'none',
    };
    expect(parseSettings({}, environment, dotenv)).toEqual(expected);
  });

  it('come from the flags above all', () => {
    const variables = {LSE_DATA_DIR: 'traces', LSE_DATABASE_URL: 'postgres://h/d', LSE_REPORT_BACKEND: 'db'};
    const flags = {
      'data-dir': 'flag',
      'database-url': 'sqlite:/flag.db',
      backend: 'file',
      cache: false,
      'reports-dir': 'flags',
    };
    expect(parseSettings(flags, variables, variables)).toMatchObject({
      dataDir: 'flag',
      database: {kind: 'sqlite', path: '/flag.db'},
      reportsDir: 'flags',
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
    for (const [name, text, fault] of [
      ['LSE_REPORT_BACKEND', 'complete', "names an unknown backend 'complete' (known: file, shadow, live, db, auto)"],
      ['LSE_REPORT_FALLBACK', 'db', "is neither 'file' nor 'none' nor 'auto': 'db'"],
      ['LSE_LEDGER', 'here', 'is not a URL'],
      ['LSE_SHADOW', 'later', "is neither 'now' nor 'queue': 'later'"],
      ['LSE_SHADOW_LIMIT', '2', 'is not a duration'],
      ['LSE_SHADOW_PER_MINUTE', '-1', 'is not a whole number'],
      ['LSE_SHADOW_FAILURES', '1.5', 'is not a whole number'],
      ['LSE_SHADOW_REST', '0s', 'is not a duration'],
      ['LSE_LIVE_LIMIT', '25h', 'is not a duration'],
    ] as const) {
      expect(() => parseSettings({}, {[name]: text}, {})).toThrow(`${name} ${fault}`);
    }
    expect(() => parseSettings({}, {LSE_LOG: 'on'}, {})).toThrow(`LSE_LOG is none of off, file, stderr: 'on'`);
    expect(() => parseSettings({}, {LSE_EXPLAIN: 'yes'}, {})).toThrow(`LSE_EXPLAIN is neither '1' nor '0': 'yes'`);
    const secret = (): unknown => parseSettings({}, {LSE_EVENTS_SECRET: 'hunter2'}, {});
    expect(secret).toThrow('LSE_EVENTS_SECRET is shorter than 16 characters');
    expect(secret).not.toThrow('hunter2');
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

describe('what Kubernetes makes for a Service', () => {
  const SERVICE = {
    LSE_SERVICE_HOST: '10.0.0.1',
    LSE_SERVICE_PORT: '80',
    LSE_SERVICE_PORT_HTTP: '80',
    LSE_SERVICE_PORT_MY_METRICS_2: '9090',
    LSE_PORT: 'tcp://10.0.0.1:80',
    LSE_PORT_80_TCP: 'tcp://10.0.0.1:80',
    LSE_PORT_80_TCP_PROTO: 'tcp',
    LSE_PORT_80_TCP_PORT: '80',
    LSE_PORT_80_TCP_ADDR: '10.0.0.1',
    LSE_PORT_53_UDP: 'udp://10.0.0.1:53',
    LSE_PORT_53_UDP_PROTO: 'udp',
    LSE_PORT_38412_SCTP_ADDR: '10.0.0.1',
  };

  it('named lse is no setting', () => {
    expect(parseSettings({}, SERVICE, {})).toEqual(parseSettings({}, {}, {}));
    for (const [name, value] of Object.entries(SERVICE))
      expect(() => parseSettings({}, {[name]: value}, {})).not.toThrow();
  });

  it('of which lse is the beginning of the name is no setting either', () => {
    const others = Object.fromEntries(
      Object.entries(SERVICE).map(([name, value]) => [name.replace('LSE_', 'LSE_DATA_WRITER_'), value]),
    );
    expect(parseSettings({}, {...SERVICE, ...others}, {})).toEqual(parseSettings({}, {}, {}));
  });

  it.each([
    'LSE_DATABASE_PORT',
    'LSE_PORTS',
    'LSE_SERVICE',
    'LSE_HOST',
    'LSE_SERVICE_HOSTS',
    'LSE_PORT_80',
    'LSE_PORT_80_TCP_X',
    'LSE_PORT_X_TCP',
    'LSE_port',
  ])('is not %s, a typing mistake', (name) => {
    expect(() => parseSettings({}, {...SERVICE, [name]: '80'}, {})).toThrow(`${name} in the environment is not known`);
  });

  it('is not what somebody wrote into .env', () => {
    expect(() => parseSettings({}, {}, {LSE_PORT: '80'})).toThrow('LSE_PORT in .env is not known');
  });
});

describe('a duration', () => {
  it.each([
    ['1ms', 1],
    ['500ms', 500],
    ['30s', 30_000],
    ['2min', 120_000],
    ['24h', 86_400_000],
  ])('may be %s', (text, expected) => {
    expect(parseDuration(text)).toBe(expected);
  });

  it.each(['30', '0s', '0', '-1s', '1.5s', '1d', '25h', '30 s', '1S', 's', '99999999h', '1e3s', 'NaN'])(
    'is not %s',
    (text) => {
      expect(() => parseDuration(text)).toThrow('is not a duration above zero and up to 24h');
    },
  );
});
