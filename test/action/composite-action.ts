import {spawn} from 'node:child_process';
import {mkdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parse} from 'yaml';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Step {
  readonly id: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly 'working-directory'?: string;
  readonly with?: Readonly<Record<string, string>>;
}

interface Action {
  readonly inputs: Readonly<Record<string, {readonly default: string}>>;
  readonly outputs: Readonly<Record<string, {readonly value: string}>>;
  readonly runs: {readonly steps: readonly Step[]};
}

export const action = parse(await readFile(`${root}action.yml`, 'utf8')) as Action;

export interface ActionOutcome {
  /** Of the first step that failed; 0 where none did. */
  readonly code: number;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** stdout and stderr of all steps. */
  readonly log: string;
  /** The steps that ran, in their order, and what other actions were given. */
  readonly steps: readonly string[];
  readonly used: readonly Readonly<Record<string, string>>[];
}

/**
 * Runs the steps of `action.yml` as a runner does: with its files stood in, in their order, a step after a failed one only if it says
 * `always()`. Steps of other actions are noted and not run.
 */
export async function runAction(
  directory: string,
  inputs: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>> = {},
): Promise<ActionOutcome> {
  const unknown = Object.keys(inputs).filter((name) => !(name in action.inputs));
  if (unknown.length > 0) throw new Error(`no inputs of the action: ${unknown}`);
  const runner = join(directory, 'runner');
  await mkdir(join(runner, 'temp'), {recursive: true});
  const summaryPath = join(runner, 'summary.md');
  await writeFile(summaryPath, '');
  const given = Object.fromEntries(
    Object.entries(action.inputs).map(([name, input]) => [name, inputs[name] ?? input.default]),
  );
  const outputs: Record<string, Record<string, string>> = {};
  const resolve = (text: string): string =>
    text.replace(/\$\{\{ *([^}]+?) *\}\}/g, (_, path: string) => {
      const [scope, ...names] = path.split('.');
      if (scope === 'inputs') return resolve(given[names[0] as string] as string);
      if (scope === 'steps') return outputs[names[0] as string]?.[names[2] as string] ?? '';
      if (path === 'github.action_path') return root.replace(/\/$/, '');
      if (path === 'github.token') return 'token-of-the-job';
      throw new Error(`an expression that no test knows: ${path}`);
    });
  const found = {code: 0, log: '', steps: [] as string[], used: [] as Record<string, string>[]};
  for (const step of action.runs.steps) {
    if (!isDue(step.if, found.code !== 0, outputs)) continue;
    found.steps.push(step.id);
    const map = (values: Readonly<Record<string, string>> = {}): Record<string, string> =>
      Object.fromEntries(Object.entries(values).map(([name, value]) => [name, resolve(value)]));
    if (step.run === undefined) {
      found.used.push({uses: step.uses as string, ...map(step.with)});
      continue;
    }
    const outputPath = join(runner, `output-${step.id}`);
    await writeFile(outputPath, '');
    const env = {
      PATH: process.env.PATH as string,
      HOME: directory,
      RUNNER_TEMP: join(runner, 'temp'),
      GITHUB_STEP_SUMMARY: summaryPath,
      GITHUB_OUTPUT: outputPath,
      LSE_CACHE: 'off',
      ...environment,
      ...map(step.env),
    };
    const cwd = join(directory, resolve(step['working-directory'] ?? '.'));
    const {code, text} = await bash(step.run, env, cwd);
    found.log += text;
    if (code !== 0 && found.code === 0) found.code = code;
    const lines = (await readFile(outputPath, 'utf8')).split('\n').filter((line) => line !== '');
    outputs[step.id] = Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    );
  }
  const results = Object.entries(action.outputs).map(([name, {value}]) => [name, resolve(value)]);
  return {...found, outputs: Object.fromEntries(results), summary: await readFile(summaryPath, 'utf8')};
}

function isDue(
  condition: string | undefined,
  hasFailed: boolean,
  outputs: Record<string, Record<string, string>>,
): boolean {
  if (condition === undefined) return !hasFailed;
  const [, rest] = /^always\(\)(?: && steps\.install\.outputs\.(results) != '')?$/.exec(condition) ?? [];
  if (!condition.startsWith('always()')) throw new Error(`a condition that no test knows: ${condition}`);
  return rest === undefined || (outputs.install?.[rest] ?? '') !== '';
}

/** As a runner calls it for `shell: bash`. */
function bash(script: string, env: Record<string, string>, cwd: string): Promise<{code: number; text: string}> {
  return new Promise((resolve, reject) => {
    const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (piece) => (text += piece));
    child.once('error', reject);
    child.once('close', (code) => resolve({code: code ?? -1, text}));
  });
}
