import {createRequire} from 'node:module';
import {isAbsolute, resolve} from 'node:path';
import {pathToFileURL} from 'node:url';
import {type Client, OpenFeature, type Provider} from '@openfeature/server-sdk';
import {FLAG, type FlagQuestion, type FlagReply, type FlagRequest} from './flag-message.ts';

/**
 * The process in which a provider of feature flags runs, a program of its own. Nothing that the provider does there reaches the report: what
 * it prints, how long it takes, that it ends the process. `flag-process.ts` starts it and ends it.
 */

/** More of a message is of no use. */
const MOST_CHARACTERS = 200;

function reply(message: FlagReply): void {
  process.send?.(message);
}

process.on('message', (request: FlagRequest) => {
  void answer(request).catch((error: unknown) => reply({kind: 'failed', reason: reasonOf(error)}));
});
// lse has ended, in whatever way.
process.on('disconnect', () => process.exit());
// It comes from a timer or a promise of the provider that nobody waits for.
process.on('uncaughtException', (error: unknown) => {
  reply({kind: 'failed', reason: reasonOf(error)});
});
reply({kind: 'loaded'});

async function answer(request: FlagRequest): Promise<void> {
  switch (request.kind) {
    case 'start':
      await OpenFeature.setProviderAndWait(await loadProvider(request.module, request.directory));
      reply({kind: 'started'});
      return;
    case 'evaluate': {
      const client = OpenFeature.getClient('lse');
      await Promise.all(request.questions.map((question, at) => evaluate(client, question, at)));
      return;
    }
    case 'close':
      await OpenFeature.close();
      process.exit();
  }
}

async function evaluate(client: Client, question: FlagQuestion, at: number): Promise<void> {
  try {
    const {project, report, from, to, version} = question;
    const context = {targetingKey: project, project, report, from, to, version};
    // The SDK gives the default for every fault, so the default is no value of ours.
    const {value, errorCode, errorMessage} = await client.getStringDetails(FLAG, '', context);
    if (errorCode !== undefined)
      reply({kind: 'no value', at, reason: cut(`${errorCode} ${errorMessage ?? ''}`.trim())});
    else if (typeof value !== 'string') reply({kind: 'no value', at, reason: `it gives ${kindOf(value)}, not a text`});
    else reply({kind: 'value', at, value: cut(value)});
  } catch (error) {
    reply({kind: 'no value', at, reason: reasonOf(error)});
  }
}

/** A provider, a class of providers, or a function that makes one, as the default export of a module or as all of it. */
async function loadProvider(name: string, directory: string): Promise<Provider> {
  const loaded = (await import(locate(name, directory))) as {readonly default?: unknown};
  const {default: exported} = loaded;
  const made = await make(hasDefault(exported) ? exported.default : exported);
  if (isProvider(made)) return made;
  throw new Error(`its default export is ${kindOf(made)}, not a provider, nor a function that makes one`);
}

/** A module that a compiler made for `require` has its default export within what Node takes for one. */
function hasDefault(value: unknown): value is {readonly default: unknown} {
  return typeof value === 'object' && value !== null && '__esModule' in value && 'default' in value;
}

async function make(exported: unknown): Promise<unknown> {
  if (typeof exported !== 'function') return exported;
  const isClass = /^class\b/.test(Function.prototype.toString.call(exported));
  return isClass ? new (exported as new () => unknown)() : await (exported as () => unknown)();
}

function isProvider(value: unknown): value is Provider {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as {resolveStringEvaluation?: unknown}).resolveStringEvaluation === 'function'
  );
}

function locate(name: string, directory: string): string {
  const isPath = isAbsolute(name) || /^\.{0,2}[/\\]|\.[cm]?js$/.test(name);
  const path = isPath ? resolve(directory, name) : createRequire(resolve(directory, 'lse.js')).resolve(name);
  return pathToFileURL(path).href;
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`;
}

/** Anything can be thrown, and any part of it can throw when it is looked at. */
function reasonOf(error: unknown): string {
  try {
    return cut(
      error instanceof Error || typeof (error as Error)?.message === 'string'
        ? (error as Error).message
        : String(error),
    );
  } catch {
    return 'an error that cannot be printed';
  }
}

function cut(text: string): string {
  const line = String(text).trim().split(/\r?\n/, 1)[0] ?? '';
  return line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS)}...` : line;
}
