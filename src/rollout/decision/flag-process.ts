import {type ChildProcess, spawn} from 'node:child_process';
import type {Readable} from 'node:stream';
import {fileURLToPath} from 'node:url';
import type {FlagQuestion, FlagReply, FlagRequest} from './flag-message.ts';

/** Which provider is asked, and for how long. */
export interface FlagProvider {
  /** A path or the name of a package, whose default export is a provider of OpenFeature's server SDK or makes one. */
  readonly module: string;
  /** Where the path or the package is looked for. */
  readonly directory: string;
  readonly limits?: Partial<FlagLimits>;
  /** The program of `flag-host.ts`, for tests. */
  readonly host?: URL;
}

/** In milliseconds. */
export interface FlagLimits {
  /** Until our own process has the SDK, before any code of the provider runs: less than twice what Node takes to start. */
  readonly load: number;
  /** From when the module is imported until the provider is ready. */
  readonly start: number;
  /** For all questions together. */
  readonly evaluation: number;
  /** For the provider to close itself, while nobody waits. */
  readonly close: number;
}

export const flagLimits: FlagLimits = {load: 2_000, start: 300, evaluation: 300, close: 300};

/** What a provider says about one question. */
export type FlagAnswer = {readonly value: string} | {readonly fault: string};

export interface FlagAnswers {
  /** In the order of the questions. */
  readonly answers: readonly FlagAnswer[];
  /** What the provider printed, for whoever looks for its faults; neither masked nor escaped. */
  readonly printed: string;
}

/** A provider that talks on and on is listened to no longer. */
const MOST_PRINTED = 8_192;

/**
 * Asks a provider, in a process of its own: what hangs is killed, be it in a loop; what prints prints elsewhere; what ends its process
 * ends that one. Never rejects, and nothing of it keeps this process from ending.
 */
export async function askProvider(
  {module, directory, limits = {}, host = new URL('./flag-host.js', import.meta.url)}: FlagProvider,
  questions: readonly FlagQuestion[],
): Promise<FlagAnswers> {
  const {load, start, evaluation, close} = {...flagLimits, ...limits};
  const hosted = new HostedProvider(host, directory);
  const faultless = await hosted
    .until('loaded', load)
    .then(() => hosted.send({kind: 'start', module, directory}))
    .then(() => hosted.until('started', start))
    .then(() => hosted.send({kind: 'evaluate', questions}))
    .then(() => hosted.values(questions.length, evaluation))
    .then(
      () => null,
      (error: unknown) => (error as Error).message,
    );
  hosted.leave(faultless === null ? close : 0);
  const answers = questions.map((_, at) => hosted.given.get(at) ?? {fault: faultless ?? 'it did not answer'});
  return {answers, printed: hosted.printed};
}

class HostedProvider {
  readonly given = new Map<number, FlagAnswer>();
  printed = '';
  readonly #child: ChildProcess;
  readonly #seen = new Set<string>();
  #fault: string | null = null;
  #wake: () => void = () => {};
  readonly #kill = (): void => {
    process.off('exit', this.#kill);
    this.#child.kill('SIGKILL');
  };

  constructor(host: URL, directory: string) {
    // Only the environment is handed on: neither stdin nor stdout nor what was opened for a report.
    this.#child = spawn(process.execPath, [fileURLToPath(host)], {
      cwd: directory,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      windowsHide: true,
    });
    this.#child.on('error', (error) =>
      this.#end(`its process cannot be started (${(error as NodeJS.ErrnoException).code})`),
    );
    this.#child.on('exit', (code, signal) => {
      process.off('exit', this.#kill);
      this.#end(`it ended its process (${signal ?? code})`);
    });
    this.#child.on('message', (reply: FlagReply) => this.#take(reply));
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (chunk: Buffer) => this.#listen(chunk));
      stream?.on('error', () => {});
      // A socket, though its type does not say so.
      (stream as (Readable & {unref?: () => void}) | null)?.unref?.();
    }
    this.#child.unref();
    this.#child.channel?.unref();
    process.once('exit', this.#kill);
  }

  send(request: FlagRequest): void {
    if (!this.#child.connected) return;
    this.#child.send(request, (error) => {
      if (error !== null) this.#end(`it cannot be asked (${(error as NodeJS.ErrnoException).code})`);
    });
  }

  until(kind: FlagReply['kind'], milliseconds: number): Promise<void> {
    const what = kind === 'loaded' ? 'its process took longer to start' : 'its start took longer';
    return this.#wait(() => this.#seen.has(kind), milliseconds, what);
  }

  values(count: number, milliseconds: number): Promise<void> {
    return this.#wait(() => this.given.size >= count, milliseconds, 'it took longer');
  }

  /** Lets it close itself for so long, if this process is still there by then; nobody waits. */
  leave(milliseconds: number): void {
    if (milliseconds === 0) {
      this.#kill();
      return;
    }
    this.send({kind: 'close'});
    setTimeout(this.#kill, milliseconds).unref();
  }

  /** The timer keeps this process alive; nothing else of the provider does. */
  #wait(isThere: () => boolean, milliseconds: number, what: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#wake = () => {};
        reject(new Error(`${what} than ${milliseconds} ms`));
      }, milliseconds);
      this.#wake = () => {
        if (!isThere() && this.#fault === null) return;
        clearTimeout(timer);
        this.#wake = () => {};
        if (isThere()) resolve();
        else reject(new Error(this.#fault ?? ''));
      };
      this.#wake();
    });
  }

  #take(reply: FlagReply): void {
    // A provider can send whatever it likes over our channel.
    if (typeof reply !== 'object' || reply === null) return;
    if (reply.kind === 'value') this.given.set(reply.at, {value: String(reply.value)});
    else if (reply.kind === 'no value') this.given.set(reply.at, {fault: String(reply.reason)});
    else if (reply.kind === 'failed') this.#end(String(reply.reason));
    else this.#seen.add(reply.kind);
    this.#wake();
  }

  #end(reason: string): void {
    this.#fault ??= reason;
    this.#wake();
  }

  #listen(chunk: Buffer): void {
    if (this.printed.length < MOST_PRINTED) this.printed += chunk.toString('utf8').slice(0, MOST_PRINTED);
  }
}
