import type {Given} from './given.ts';
import type {PostgresUrl} from './postgres-url.ts';
import {findService, type ServiceFiles} from './service-file.ts';

export type Parameters = ReadonlyMap<string, Given>;

export type Variables = Readonly<Record<string, string | undefined>>;

interface Rule {
  /** The environment variable that libpq reads for it. */
  readonly variable?: string;
  /**
   * Why lse cannot obey it and what to do, as the rest of a sentence after "of the URL". If it is absent, lse obeys the
   * parameter.
   */
  readonly refused?: string;
  /** Values that ask for nothing, like no value. */
  readonly neutral?: readonly string[];
  /** Whether lse ignores the variable: it is about something that lse never does, and may be meant for other programs. */
  readonly passedOver?: true;
}

const NO_KERBEROS = 'is about Kerberos, which lse does not speak; leave it out and give a password or a certificate';
const NO_OAUTH = 'is about OAuth, which lse does not speak; leave it out and give a password or a certificate';
const NO_SOCKET_OPTION = 'cannot be set from Node; leave it out, or set it for the whole machine';

/** Every connection parameter of libpq (PostgreSQL 18), and `schema` and `table`, which are lse's own. */
const RULES: Readonly<Record<string, Rule>> = {
  host: {variable: 'PGHOST'},
  hostaddr: {variable: 'PGHOSTADDR'},
  port: {variable: 'PGPORT'},
  dbname: {variable: 'PGDATABASE'},
  user: {variable: 'PGUSER'},
  password: {variable: 'PGPASSWORD'},
  passfile: {variable: 'PGPASSFILE'},
  service: {variable: 'PGSERVICE'},
  servicefile: {variable: 'PGSERVICEFILE'},
  schema: {},
  table: {},
  options: {variable: 'PGOPTIONS'},
  application_name: {variable: 'PGAPPNAME'},
  fallback_application_name: {},
  connect_timeout: {variable: 'PGCONNECT_TIMEOUT'},
  target_session_attrs: {variable: 'PGTARGETSESSIONATTRS'},
  load_balance_hosts: {variable: 'PGLOADBALANCEHOSTS'},
  channel_binding: {variable: 'PGCHANNELBINDING'},
  require_auth: {variable: 'PGREQUIREAUTH'},
  keepalives: {},
  keepalives_idle: {},
  sslmode: {variable: 'PGSSLMODE'},
  sslnegotiation: {variable: 'PGSSLNEGOTIATION'},
  sslrootcert: {variable: 'PGSSLROOTCERT'},
  sslcert: {variable: 'PGSSLCERT'},
  sslkey: {variable: 'PGSSLKEY'},
  sslpassword: {},
  sslcertmode: {variable: 'PGSSLCERTMODE'},
  sslcrl: {variable: 'PGSSLCRL'},
  sslsni: {variable: 'PGSSLSNI'},
  ssl_min_protocol_version: {variable: 'PGSSLMINPROTOCOLVERSION'},
  ssl_max_protocol_version: {variable: 'PGSSLMAXPROTOCOLVERSION'},

  client_encoding: {
    variable: 'PGCLIENTENCODING',
    refused: 'asks for another encoding than UTF8, which lse always sets itself; leave it out',
    neutral: ['utf8', 'utf-8', 'unicode', 'auto'],
    passedOver: true,
  },
  gssencmode: {
    variable: 'PGGSSENCMODE',
    refused: NO_KERBEROS,
    neutral: ['disable', 'prefer'],
  },
  krbsrvname: {variable: 'PGKRBSRVNAME', refused: NO_KERBEROS, passedOver: true},
  gsslib: {variable: 'PGGSSLIB', refused: NO_KERBEROS, passedOver: true},
  gssdelegation: {variable: 'PGGSSDELEGATION', refused: NO_KERBEROS, neutral: ['0'], passedOver: true},
  requirepeer: {
    variable: 'PGREQUIREPEER',
    refused: 'cannot be checked from Node, which does not tell who owns the other end of a socket; leave it out',
  },
  sslcrldir: {
    variable: 'PGSSLCRLDIR',
    refused: 'names a directory, and Node reads single files only; put the list into one file and give sslcrl',
  },
  sslcompression: {
    variable: 'PGSSLCOMPRESSION',
    refused: 'asks for compression, which TLS no longer has; leave it out',
    neutral: ['0'],
    passedOver: true,
  },
  min_protocol_version: {
    variable: 'PGMINPROTOCOLVERSION',
    refused: 'asks for a newer protocol than 3.0, the one that lse speaks; leave it out',
    neutral: ['3.0'],
  },
  max_protocol_version: {
    variable: 'PGMAXPROTOCOLVERSION',
    refused: 'is not a version of the protocol; leave it out',
    neutral: ['3.0', '3.2', 'latest'],
  },
  keepalives_interval: {refused: NO_SOCKET_OPTION, neutral: ['0']},
  keepalives_count: {refused: NO_SOCKET_OPTION, neutral: ['0']},
  tcp_user_timeout: {refused: NO_SOCKET_OPTION, neutral: ['0']},
  replication: {
    refused: 'asks for a replication connection, which answers no queries; leave it out',
    neutral: ['false', 'off', 'no', '0'],
  },
  requiressl: {
    variable: 'PGREQUIRESSL',
    refused: 'is the old form of sslmode=require; write that instead',
    neutral: ['0'],
  },
  scram_client_key: {refused: 'is not something that lse can sign in with; give the password instead'},
  scram_server_key: {refused: 'is not something that lse can sign in with; give the password instead'},
  sslkeylogfile: {refused: 'would write down the keys of the connection, which lse does not do; leave it out'},
  oauth_issuer: {refused: NO_OAUTH},
  oauth_client_id: {refused: NO_OAUTH},
  oauth_client_secret: {refused: NO_OAUTH},
  oauth_scope: {refused: NO_OAUTH},
  authtype: {refused: 'does nothing in libpq any more; leave it out'},
  tty: {refused: 'does nothing in libpq any more; leave it out'},
};

/** Parameters of other programs that people have in their URLs, and what to do about them. */
const STRANGERS: Readonly<Record<string, string>> = {
  ssl: 'write sslmode=require, or sslmode=disable',
  uselibpqcompat: 'leave it out; lse reads sslmode as libpq does',
  pgbouncer: 'leave it out; lse keeps no session state, so a pooler needs no setting',
  currentSchema: 'write schema=',
  search_path: 'write schema=, or options=-c%20search_path%3D…',
  connectTimeout: 'write connect_timeout=',
  connection_limit: 'leave it out; a command of lse opens few connections',
  pool_timeout: 'leave it out; lse keeps no pool',
  sslca: 'write sslrootcert=',
  ApplicationName: 'write application_name=',
  targetServerType: 'write target_session_attrs=',
};

/** Empty values that stand for the default, as in libpq; of any other parameter an empty value is a fault. */
const MAY_BE_EMPTY = new Set(
  'host hostaddr port dbname user password passfile options application_name fallback_application_name sslcert sslkey sslpassword sslrootcert sslcrl'.split(
    ' ',
  ),
);

/**
 * What the URL, a service file and the environment say. The URL wins over the service file, and that over the environment, as in libpq.
 * Every fault is added to `faults`; nothing is ignored in silence.
 */
export async function gatherParameters(
  url: PostgresUrl,
  environment: Variables,
  files: ServiceFiles,
  faults: string[],
): Promise<Parameters> {
  const ofUrl = fromUrl(url, faults);
  const ofEnvironment = fromEnvironment(environment, faults);
  const below = {...Object.fromEntries(ofEnvironment), ...Object.fromEntries(ofUrl)};
  const ofService =
    below.service === undefined
      ? new Map<string, Given>()
      : fromService(await findService(below.service, below.servicefile?.value ?? null, files, faults), faults);
  return new Map([...ofEnvironment, ...ofService, ...ofUrl]);
}

function fromUrl(url: PostgresUrl, faults: string[]): Map<string, Given> {
  const given = new Map<string, Given>();
  const add = (name: string, value: string | null): void => {
    if (value !== null && value !== '') given.set(name, {value, from: `${name} of the URL`});
  };
  add('user', url.user);
  add('password', url.password);
  add('host', url.hosts.map(({name}) => name).join(','));
  add('port', url.hosts.every(({port}) => port === null) ? null : url.hosts.map(({port}) => port ?? '').join(','));
  add('dbname', url.database);
  const seen = new Set<string>();
  for (const [name, value] of url.parameters) {
    const from = `${shown(name)} of the URL`;
    if (seen.has(name)) faults.push(`${from} is given twice; leave one out`);
    seen.add(name);
    // As JDBC writes it; libpq knows this one form.
    if (name === 'ssl' && value === 'true') given.set('sslmode', {value: 'require', from});
    else addParameter(given, name, {value, from}, faults);
  }
  return given;
}

function fromEnvironment(environment: Variables, faults: string[]): Map<string, Given> {
  const given = new Map<string, Given>();
  for (const [name, {variable, passedOver}] of Object.entries(RULES)) {
    const value = variable === undefined ? undefined : environment[variable];
    // Templates make an empty variable from one that is not set.
    if (variable === undefined || value === undefined || value === '' || passedOver) continue;
    addParameter(given, name, {value, from: variable}, faults);
  }
  return given;
}

function fromService(settings: readonly (readonly [string, Given])[], faults: string[]): Map<string, Given> {
  const given = new Map<string, Given>();
  for (const [name, setting] of settings) {
    // The URL alone decides what is opened, before a service file is read.
    if (name === 'table') faults.push(`${setting.from} has no place in a service file; write table= into the URL`);
    else addParameter(given, name, setting, faults);
  }
  return given;
}

function addParameter(given: Map<string, Given>, name: string, {value, from}: Given, faults: string[]): void {
  const rule = Object.hasOwn(RULES, name) ? RULES[name] : undefined;
  if (rule === undefined) faults.push(`${from} is not known; ${adviceOn(name)}`);
  else if (value === '') {
    if (!MAY_BE_EMPTY.has(name)) faults.push(`${from} is empty`);
  } else if (rule.refused === undefined) given.set(name, {value, from});
  else if (!rule.neutral?.includes(value.toLowerCase())) faults.push(`${from} ${rule.refused}`);
}

function adviceOn(name: string): string {
  const stranger = Object.hasOwn(STRANGERS, name) ? STRANGERS[name] : undefined;
  return stranger ?? 'lse knows the parameters of libpq, schema and table';
}

/** A name may be a piece of a password that was cut wrongly; only what looks like a name is shown. */
function shown(name: string): string {
  return /^[A-Za-z][A-Za-z_]{0,40}$/.test(name) ? name : 'a parameter';
}
