import {type ChildProcess, spawn} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {Config, settings} from '@oclif/core';
import fastGlob from 'fast-glob';
import trouble from '../../bin/trouble.js';
import {runCommand} from '../../src/cli/program.ts';

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

type Variables = Readonly<Record<string, string | undefined>>;

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs a command in this process, from the sources, as `bin/run.js` would from `dist`; by `run` itself where that is what is tested. */
export async function lse(
  args: readonly string[],
  environment: Variables = {},
  run: typeof runCommand = runCommand,
): Promise<Outcome> {
  const options = await loadConfig();
  const before = {...process.env};
  // As users run it: oclif adds warnings for its developers under the NODE_ENV that jest sets.
  // Without a cache or a ledger, which would lie in the checkout and outlive the code that filled it.
  Object.assign(process.env, {NODE_ENV: 'production', LSE_CACHE: 'off', LSE_LEDGER: 'off'}, environment);
  const stdout = capture(process.stdout);
  const stderr = capture(process.stderr);
  try {
    const outcome = await run(args, options);
    return {code: outcome ?? trouble.troubleCode(args), stdout: stdout.text(), stderr: stderr.text()};
  } finally {
    stdout.restore();
    stderr.restore();
    for (const key of Object.keys(process.env)) if (!(key in before)) delete process.env[key];
    Object.assign(process.env, before);
  }
}

/** Runs `bin/run.js` as a program of its own, from what was built last. */
export function spawnLse(args: readonly string[], environment: Variables = {}, cwd = root): Promise<Outcome> {
  return startLse(args, environment, cwd).ended;
}

/** The same while it runs, for whoever sends it a signal; the code of a program that a signal ended is -1. */
export function startLse(
  args: readonly string[],
  environment: Variables = {},
  cwd = root,
): {readonly child: ChildProcess; readonly ended: Promise<Outcome>} {
  const env = {...withoutOurs(process.env), LSE_CACHE: 'off', LSE_LEDGER: 'off', ...environment};
  const child = spawn(process.execPath, [`${root}bin/run.js`, ...args], {cwd, env, stdio: ['ignore', 'pipe', 'pipe']});
  const ended = new Promise<Outcome>((resolve, reject) => {
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (chunk) => stdout.push(chunk));
    child.stderr.on('data', (chunk) => stderr.push(chunk));
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({code: code ?? -1, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString()});
    });
  });
  return {child, ended};
}

/** What oclif knows of all commands, for whoever asks about flags. */
export async function loadConfig(): Promise<Config> {
  program ??= loadProgram();
  return (await program)();
}

let program: Promise<() => Config> | null = null;

/**
 * What oclif knows of all commands, found out once: it would look at every command and flag again for each run, in 10 ms. They are
 * copies each time, as help writes other names into those that it shows.
 */
async function loadProgram(): Promise<() => Config> {
  const pjson = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
  // The root is where no manifest lies: one would lead to what was built last.
  pjson.oclif.commands = {strategy: 'pattern', target: './commands'};
  pjson.oclif.helpClass = {target: './cli/usage/program-help.ts', identifier: 'ProgramHelp'};
  settings.enableAutoTranspile = false;
  await importCommands();
  const options = {root: `${root}src`, pjson, ignoreManifest: true, userPlugins: false, devPlugins: false};
  const config = await Config.load(options);
  const plugins = config.getPluginsList().map((plugin) => ({plugin, commands: plugin.commands}));
  return () => {
    for (const {plugin, commands} of plugins) plugin.commands = commands.map((command) => ({...command}));
    return config;
  };
}

/** One after the other: oclif imports all commands at once, and jest's module linker loses its way in that. */
async function importCommands(): Promise<void> {
  for (const path of await fastGlob('src/commands/**/*.ts', {cwd: root, absolute: true})) await import(path);
}

function withoutOurs(environment: Variables): Variables {
  return Object.fromEntries(Object.entries(environment).filter(([key]) => !key.startsWith('LSE_')));
}

function capture(stream: NodeJS.WriteStream): {text: () => string; restore: () => void} {
  const original = stream.write;
  let text = '';
  stream.write = ((chunk: string | Uint8Array, ...rest: unknown[]) => {
    text += chunk.toString();
    const done = rest.find((argument) => typeof argument === 'function') as (() => void) | undefined;
    done?.();
    return true;
  }) as typeof stream.write;
  return {
    text: () => text,
    restore: () => {
      stream.write = original;
    },
  };
}
