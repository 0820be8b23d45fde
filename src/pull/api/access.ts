import {ConfigError} from '../../core/errors.ts';

/** Where LangSmith is, and what lets in. */
export interface Access {
  /** The root of the deployment, below which `api/v1` and `api/v2` lie; ends in a slash. */
  readonly root: URL;
  /** Never shown, nor written anywhere. */
  readonly key: string;
  /** The workspace that the key is used in; null: the one that the key belongs to. */
  readonly workspaceId: string | null;
}

export const DEFAULT_ENDPOINT = 'https://api.smith.langchain.com';

/** What LangSmith's own clients take behind the root of the deployment, the longest first. */
const SUFFIXES = ['/api/v1', '/api/v2', '/api'];

/** An address on this machine may do without TLS. */
const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * What the environment says, as LangSmith's own clients read it.
 *
 * @param endpoint the flag, which beats `LANGSMITH_ENDPOINT`
 * @throws ConfigError with everything that is wrong at once; it quotes neither the key nor an address that may hold one
 */
export function readAccess(
  environment: Readonly<Record<string, string | undefined>>,
  endpoint: string | undefined,
): Access {
  const {LANGSMITH_API_KEY: key = '', LANGSMITH_WORKSPACE_ID: workspace = ''} = environment;
  const faults: string[] = [];
  if (key === '') faults.push('LANGSMITH_API_KEY is not set');
  else if (!/^[\x21-\x7e]+$/.test(key)) faults.push('LANGSMITH_API_KEY holds characters that no key has');
  if (workspace !== '' && !UUID.test(workspace)) faults.push('LANGSMITH_WORKSPACE_ID is no UUID');
  const name = endpoint === undefined ? 'LANGSMITH_ENDPOINT' : '--endpoint';
  const text = endpoint ?? (environment.LANGSMITH_ENDPOINT || DEFAULT_ENDPOINT);
  const root = rootOf(text);
  if (typeof root === 'string') faults.push(`${name} ${root}`);
  if (faults.length === 0) return {root: root as URL, key, workspaceId: workspace === '' ? null : workspace};
  throw new ConfigError(
    `LangSmith cannot be asked: ${faults.join('; ')}.`,
    `Set ${faults.length === 1 ? 'it' : 'them'} in the environment, such as: export LANGSMITH_API_KEY=…`,
  );
}

/** Or what is wrong with it, which goes on from the name of the setting. */
function rootOf(text: string): URL | string {
  if (!URL.canParse(text)) return 'is no URL';
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return 'holds a user or a password; the key alone lets in';
  if (url.search !== '' || url.hash !== '') return 'holds more than an address';
  const isLocal = url.protocol === 'http:' && LOOPBACK.test(url.hostname);
  if (url.protocol !== 'https:' && !isLocal) return 'is not https, and http is for this machine alone';
  const path = url.pathname.replace(/\/+$/, '');
  const suffix = SUFFIXES.find((end) => path.endsWith(end)) ?? '';
  url.pathname = `${path.slice(0, path.length - suffix.length)}/`;
  return url;
}
