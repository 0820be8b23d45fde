import type {EventEmitter} from 'node:events';
import {choice, quoted} from './choice.ts';
import type {Parameters} from './parameters.ts';
import {Refusal} from './refusal.ts';
import type {Encryption} from './tls.ts';

const methods = ['none', 'password', 'md5', 'scram-sha-256'] as const;
/** Known to libpq. The driver cannot speak them, so to allow or to forbid them changes nothing. */
const OTHER_METHODS = ['gss', 'sspi', 'oauth'];

/** How a server checks who signs in; `none` is without a password. */
export type Method = (typeof methods)[number];

/** What the user demands of the sign-in. */
export interface AuthenticationRules {
  readonly channelBinding: 'disable' | 'prefer' | 'require';
  /** Null: whatever the server asks for. */
  readonly allowed: ReadonlySet<Method> | null;
}

/** Reads `channel_binding` and `require_auth`: methods, or methods with `!` before each, which are those not allowed. */
export function readAuthenticationRules(parameters: Parameters, faults: string[]): AuthenticationRules {
  const channelBinding = choice(parameters, 'channel_binding', ['disable', 'prefer', 'require'], 'prefer', faults);
  const given = parameters.get('require_auth');
  if (given === undefined) return {channelBinding, allowed: null};
  const words = given.value.split(',').map((word) => word.trim());
  const names = words.map((word) => word.replace(/^!/, ''));
  const known: readonly string[] = [...methods, ...OTHER_METHODS];
  const forbids = words.filter((word) => word.startsWith('!')).length;
  if (names.some((name) => !known.includes(name))) {
    faults.push(`${given.from} is ${quoted(given)}; known are ${known.join(', ')}`);
  } else if (forbids > 0 && forbids < words.length) faults.push(`${given.from} mixes methods with and without !`);
  const allowed = new Set(methods.filter((method) => names.includes(method) !== forbids > 0));
  return {channelBinding, allowed};
}

/**
 * Watches what the server asks for, so that no password goes to a server that asks in a way that the user does not
 * allow.
 */
export class SignIn {
  #method: Method = 'none';
  #isBound = false;
  readonly #rules: AuthenticationRules;
  readonly #encryption: Encryption;

  /** @param connection the driver's, before its own listeners are there */
  constructor(connection: EventEmitter, rules: AuthenticationRules, encryption: Encryption) {
    this.#rules = rules;
    this.#encryption = encryption;
    connection.on('authenticationCleartextPassword', () => this.#asked('password'));
    connection.on('authenticationMD5Password', () => this.#asked('md5'));
    connection.on('authenticationSASL', ({mechanisms}: {mechanisms: readonly string[]}) => {
      this.#asked('scram-sha-256');
      this.#isBound = this.bindsChannel && mechanisms.includes('SCRAM-SHA-256-PLUS');
    });
  }

  /** Whether the password's proof is bound to this TLS connection if the server can do that. */
  get bindsChannel(): boolean {
    return this.#encryption === 'tls' && this.#rules.channelBinding !== 'disable';
  }

  /**
   * It runs before a password is sent, and again after the sign-in, since only then a server that asks for nothing is
   * noticed.
   *
   * @throws Refusal
   */
  check(): void {
    const {allowed, channelBinding} = this.#rules;
    if (allowed !== null && !allowed.has(this.#method)) {
      throw new Refusal(
        `asks for the method '${this.#method}' to sign in, which require_auth does not allow`,
        'Change require_auth, or the pg_hba.conf of the server.',
      );
    }
    if (channelBinding === 'require' && !this.#isBound) {
      throw new Refusal(
        'offers no channel binding, which channel_binding=require asks for',
        'It takes TLS, SCRAM and a server that offers it; else write channel_binding=prefer.',
      );
    }
  }

  #asked(method: Method): void {
    this.#method = method;
  }
}
