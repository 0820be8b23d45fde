// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the code to find holds them
const FOLDER = 'src/backends/db/postgres/connecting';
const URL_FILE = `${FOLDER}/postgres-url.ts`;
const PARAMETERS = `${FOLDER}/parameters.ts`;
const SERVICES = `${FOLDER}/service-file.ts`;
const PASSWORDS = `${FOLDER}/password-file.ts`;
const ADDRESS = `${FOLDER}/address.ts`;
const TLS = `${FOLDER}/tls.ts`;
const AUTHENTICATION = `${FOLDER}/authentication.ts`;
const CONNECT = `${FOLDER}/connect.ts`;
const FAILURE = `${FOLDER}/failure.ts`;
const CHECK = `${FOLDER}/server-check.ts`;
const DOTENV = 'src/cli/dotenv-file.ts';
const KUBERNETES = 'src/cli/kubernetes.ts';
const TERMINAL = 'src/cli/terminal.ts';
const PATHS = 'src/cli/path-text.ts';

const urls = ['test/backends/connecting/postgres-url.test.ts'];
const tls = ['test/backends/connecting/tls.test.ts'];
const passwords = ['test/backends/connecting/passwords.test.ts'];
const hosts = ['test/backends/connecting/hosts.test.ts'];
const schema = ['test/backends/connecting/schema.test.ts'];
const dotenv = ['test/cli/dotenv.test.ts'];
const settings = ['test/contract/settings.test.ts'];
const places = ['test/cli/url-in-the-wrong-place.test.ts'];

export const title = 'Connecting';

/** @type {readonly import('./sections.js').Mutation[]} */
export const mutations = [
  {
    rule: 'connecting: a raw / in a password is noticed',
    file: URL_FILE,
    find: 'if (/[@#]/.test(hosts + database + query)) {',
    replace: 'if (/[#]/.test(hosts + database + query)) {',
    tests: urls,
  },
  {
    rule: 'connecting: a URL with raw characters in its password is not shown',
    file: URL_FILE,
    find: "/[@?#]/.test(credentialsOf(url) ?? '') ||",
    replace: '',
    tests: urls,
  },
  {
    rule: 'connecting: a user ends at the last @',
    file: URL_FILE,
    find: '([^/]*)@/.exec(url)',
    replace: '([^/@]*)@/.exec(url)',
    tests: urls,
  },
  {
    rule: 'connecting: NUL is refused',
    file: URL_FILE,
    find: "if (decoded.includes('\\0')) throw",
    replace: "if (decoded === '\\0\\0') throw",
    tests: urls,
  },
  {
    rule: 'connecting: an unknown parameter is refused',
    file: PARAMETERS,
    find: 'if (rule === undefined) faults.push(`${from} is not known; ${adviceOn(name)}`);\n  else',
    replace: 'if (rule === undefined) return;\n ',
    tests: urls,
  },
  {
    rule: 'connecting: a parameter given twice is refused',
    file: PARAMETERS,
    find: 'if (seen.has(name)) faults',
    replace: 'if (seen.has(from)) faults',
    tests: urls,
  },
  {
    rule: 'connecting: a parameter that cannot be obeyed is refused',
    file: PARAMETERS,
    find: 'else if (!rule.neutral?.includes(value.toLowerCase())) faults',
    replace: 'else if (rule.neutral?.includes(value.toLowerCase()) === false) faults',
    tests: urls,
  },
  {
    rule: 'connecting: URL above service above environment',
    file: PARAMETERS,
    find: 'new Map([...ofEnvironment, ...ofService, ...ofUrl])',
    replace: 'new Map([...ofService, ...ofEnvironment, ...ofUrl])',
    tests: passwords,
    only: 'service file',
  },
  {
    rule: 'connecting: a variable that is about what lse never does is passed over',
    file: PARAMETERS,
    find: "value === '' || passedOver) continue",
    replace: "value === '') continue",
    tests: urls,
  },
  {
    rule: 'connecting: a part of a password is no name of a parameter',
    file: PARAMETERS,
    find: "? name : 'a parameter'",
    replace: '? name : name',
    tests: urls,
  },
  {
    rule: 'connecting: a service that is nowhere is refused',
    file: SERVICES,
    find: '  faults.push(`${from} names the service',
    replace: '  if (paths.length > 9) faults.push(`${from} names the service',
    tests: passwords,
    only: 'service file',
  },
  {
    rule: 'connecting: a password file that others may read is not used',
    file: PASSWORDS,
    find: 'const OTHERS = 0o077;',
    replace: 'const OTHERS = 0o007;',
    tests: passwords,
    only: 'password file',
  },
  {
    rule: 'connecting: a pipe in the place of a file is not waited for',
    file: `${FOLDER}/regular-file.ts`,
    find: 'if (!stats.isFile()) throw',
    replace: 'if (stats.isSocket()) throw',
    tests: passwords,
    only: 'pipe',
  },
  {
    rule: 'connecting: an escaped * is no wildcard',
    file: PASSWORDS,
    find: "fields[at] === '*'",
    replace: "unescaped(fields[at]) === '*'",
    tests: passwords,
    only: 'password file',
  },
  {
    rule: 'connecting: the first line that matches counts',
    file: PASSWORDS,
    find: 'of text.split(/\\r?\\n/)) {',
    replace: 'of text.split(/\\r?\\n/).reverse()) {',
    tests: passwords,
    only: 'password file',
  },
  {
    rule: 'connecting: a missing password is called that',
    file: CONNECT,
    find: "if (password === null || password === '') throw missingPassword(address, fault);\n  return password;",
    replace: "return password ?? '';",
    tests: passwords,
    only: 'password',
  },
  {
    rule: 'connecting: a port is one',
    file: ADDRESS,
    find: 'port >= 1 && port <= 65_535',
    replace: 'port >= 0 && port <= 65_535',
    tests: urls,
  },
  {
    rule: 'connecting: nothing waits without an end',
    file: ADDRESS,
    find: "'connect_timeout', [1, LONGEST_WAIT]",
    replace: "'connect_timeout', [0, LONGEST_WAIT]",
    tests: urls,
  },
  {
    rule: 'connecting: prefer is the default',
    file: TLS,
    find: "usesSystem ? 'verify-full' : 'prefer'",
    replace: "usesSystem ? 'verify-full' : 'disable'",
    tests: tls,
  },
  {
    rule: 'connecting: the roots of the system mean verify-full',
    file: TLS,
    find: "usesSystem ? 'verify-full' : 'prefer'",
    replace: "usesSystem ? 'prefer' : 'prefer'",
    tests: tls,
  },
  {
    rule: 'connecting: allow asks without TLS first',
    file: TLS,
    find: "if (mode === 'allow') return ['plain', 'tls'];",
    replace: "if (mode === 'allow') return ['tls', 'plain'];",
    tests: tls,
  },
  {
    rule: 'connecting: require does not fall back',
    file: TLS,
    find: "mode === 'prefer' ? ['tls', 'plain'] : ['tls']",
    replace: "mode === 'prefer' || mode === 'require' ? ['tls', 'plain'] : ['tls']",
    tests: tls,
  },
  {
    rule: 'connecting: no TLS on a socket',
    file: TLS,
    find: 'if (isSocket || mode',
    replace: 'if (mode',
    tests: hosts,
    only: 'socket of the same machine',
  },
  {
    rule: 'connecting: a root certificate verifies',
    file: TLS,
    find: 'rejectUnauthorized: ca !== null,',
    replace: "rejectUnauthorized: mode.startsWith('verify'),",
    tests: tls,
  },
  {
    rule: 'connecting: verify-full verifies the host',
    file: TLS,
    find: "checksHost: mode === 'verify-full'",
    replace: "checksHost: mode === 'verify-Full'",
    tests: tls,
  },
  {
    rule: 'connecting: verify-ca needs a root certificate',
    file: TLS,
    find: "if (ca === null && mode.startsWith('verify') && root === undefined) {",
    replace: 'if (ca === undefined) {',
    tests: tls,
  },
  {
    rule: 'connecting: a revoked certificate is refused',
    file: TLS,
    find: '...(crl === null ? {} : {crl}),',
    replace: '',
    tests: tls,
  },
  {
    rule: 'connecting: a private key is its owner’s alone',
    file: TLS,
    find: '(key.stats.mode & OTHERS & ~allowed) !== 0',
    replace: '(key.stats.mode & OTHERS & ~allowed) < 0',
    tests: tls,
  },
  {
    rule: 'connecting: a rule of pg_hba.conf about TLS is kept',
    file: FAILURE,
    find: "return code === '28000';",
    replace: 'return false;',
    tests: tls,
  },
  {
    rule: 'connecting: channel_binding=require',
    file: AUTHENTICATION,
    find: "channelBinding === 'require' && !this.#isBound",
    replace: "channelBinding === 'require' && this.#method === 'none'",
    tests: tls,
  },
  {
    rule: 'connecting: require_auth before the password goes out',
    file: CONNECT,
    find: 'Promise<string> {\n  signIn.check();',
    replace: 'Promise<string> {',
    tests: hosts,
    only: 'asks for a password in clear',
  },
  {
    rule: 'connecting: require_auth if nothing was asked for',
    file: CONNECT,
    find: 'await client.connect();\n    signIn.check();',
    replace: 'await client.connect();',
    tests: passwords,
    only: 'not allowed',
  },
  {
    rule: 'connecting: every host is tried',
    file: CONNECT,
    find: 'for (const host of inOrder(address.hosts, address)) {',
    replace: 'for (const host of inOrder(address.hosts.slice(0, 1), address)) {',
    tests: hosts,
  },
  {
    rule: 'connecting: a no to the role ends the search',
    file: CONNECT,
    find: 'if (found.some(({isDecisive}) => isDecisive)) return failures;',
    replace: '',
    tests: hosts,
  },
  {
    rule: 'connecting: load_balance_hosts',
    file: CONNECT,
    find: 'if (!isBalanced) return [...items];',
    replace: 'if (!isBalanced || items.length > 1) return [...items];',
    tests: hosts,
  },
  {
    rule: 'connecting: prefer-standby takes any in the end',
    file: CONNECT,
    find: "? ['standby', 'any']",
    replace: "? ['standby']",
    tests: hosts,
  },
  {
    rule: 'connecting: read-write',
    file: CHECK,
    find: "(isReadOnly ? 'is read-only' : null)",
    replace: 'null',
    tests: hosts,
  },
  {
    rule: 'connecting: primary',
    file: CHECK,
    find: "(isStandby ? 'is a standby' : null)",
    replace: 'null',
    tests: hosts,
  },
  {
    rule: 'connecting: what is no message of the protocol is contained',
    file: CONNECT,
    find: '  containProtocolErrors(connection);',
    replace: '',
    tests: hosts,
    only: 'Kerberos',
  },
  {
    rule: 'connecting: a schema that was dropped on the way is noticed',
    file: CHECK,
    find: 'if (state?.current === schema) return;',
    replace: "if (state?.current !== null && state?.present === 't') return;",
    tests: schema,
  },
  {
    rule: 'connecting: a schema may have any name',
    file: CONNECT,
    find: "text.replace(/[\\\\\\s]/g, '\\\\$&')",
    replace: 'text',
    tests: schema,
  },
  {
    rule: 'connecting: schema= leaves options= alone',
    file: CONNECT,
    find: "each !== '').join(' ')",
    replace: "each !== '').slice(-1).join(' ')",
    tests: schema,
  },
  {
    rule: 'settings: .env in UTF-16',
    file: DOTENV,
    find: '(first === 0xff && second === 0xfe)',
    replace: '(first === 0xff && second === 0xff)',
    tests: dotenv,
  },
  {
    rule: 'settings: .env with NUL',
    file: DOTENV,
    find: 'if (bytes.includes(0))',
    replace: 'if (bytes.length < 0)',
    tests: dotenv,
  },
  {
    rule: 'settings: .env that is not UTF-8',
    file: DOTENV,
    find: '{fatal: true}',
    replace: '{fatal: false}',
    tests: dotenv,
  },
  {
    rule: 'settings: a pipe in the place of .env is not waited for',
    file: DOTENV,
    find: 'if (!stats.isFile() && !stats.isCharacterDevice()) {',
    replace: 'if (stats.isSocket()) {',
    tests: dotenv,
  },
  {
    rule: 'settings: a line of .env that sets nothing',
    file: DOTENV,
    find: 'if (sign === undefined || !(name in variables)) {',
    replace: "if (sign === '') {",
    tests: dotenv,
  },
  {
    rule: 'settings: a variable set twice in .env',
    file: DOTENV,
    find: 'else if (before !== undefined)',
    replace: 'else if (before === 0)',
    tests: dotenv,
  },
  {
    rule: 'settings: what Kubernetes makes',
    file: KUBERNETES,
    find: "const services = ['LSE', ",
    replace: 'const services = [',
    tests: settings,
  },
  {
    rule: 'settings: a typing mistake is not of Kubernetes',
    file: KUBERNETES,
    find: '(?:_(?:PROTO|PORT|ADDR))?)?)$/',
    replace: '(?:_(?:PROTO|PORT|ADDR))?)?)/',
    tests: settings,
  },
  {
    rule: 'messages: secrets are masked when lines are written',
    file: TERMINAL,
    find: 'return escapeControlCharacters(maskNotice(line));',
    replace: 'return escapeControlCharacters(line);',
    tests: places,
  },
  {
    rule: 'messages: a URL is no path',
    file: PATHS,
    find: "return 'is a URL; expected the path';",
    replace: 'return null;',
    tests: places,
  },
  {
    rule: 'messages: a connection string is no path',
    file: PATHS,
    find: "? 'is a connection string; expected the path' : null",
    replace: '? null : null',
    tests: places,
  },
];
