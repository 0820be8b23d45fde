import {existsSync, readFileSync} from 'node:fs';
import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, it} from '@jest/globals';
import type {CalendarDate} from '../../../src/core/calendar-date.ts';
import {decide} from '../../../src/rollout/decision/decide.ts';
import type {DecisionContext, DecisionInputs} from '../../../src/rollout/decision/decision.ts';
import type {FlagProvider} from '../../../src/rollout/decision/flag-process.ts';
import {defaultIntent} from '../../../src/rollout/intent/default-intent.ts';
import type {Intent} from '../../../src/rollout/intent/intent.ts';
import type {Hold} from '../../../src/rollout/ledger/act.ts';
import type {StageName} from '../../../src/rollout/stage.ts';
import {spawnSync} from '../../support/blocking-process.ts';
import {withTemporaryDirectory} from '../../support/temporary-directory.ts';

// The process of a provider is what `npm test` builds first.
const bundle = new URL('../../../dist/bundle/', import.meta.url);
const host = new URL('flag-host.js', bundle);
const sdk = new URL('../../../node_modules/@openfeature/server-sdk/dist/esm/index.js', import.meta.url).href;
/** A machine that is busy takes its time; only what hangs is to reach a limit. */
const patient = {load: 30_000, start: 30_000, evaluation: 30_000};

const intent: Intent = {
  ...defaultIntent,
  projects: [
    {project: 'web', stage: 'shadow', share: 10_000, until: '2026-11-01'},
    {project: 'api', stage: 'live', share: 10_000, until: null},
    {project: 'far', stage: 'db', share: 10_000, until: null},
  ],
};

const context: DecisionContext = {
  asked: 'auto',
  projects: ['api'],
  report: 'zenrows-errors',
  from: '2026-11-10' as CalendarDate,
  to: '2026-11-12' as CalendarDate,
  version: '0.1.0',
  today: '2026-10-29' as CalendarDate,
};

const inputs: DecisionInputs = {
  intent: async () => intent,
  holds: async () => [],
  ceiling: async () => 'live',
  provider: null,
};

const hold: Hold = {
  id: 'id',
  project: 'api',
  days: null,
  reason: 'a mismatch',
  since: '2026-11-05T10:00:00.000Z',
  fingerprint: null,
  needsPerson: false,
};

const never = () => Promise.reject(new Error('This is not to be asked.'));

describe('a decision without a provider', () => {
  it.each(['file', 'shadow', 'live', 'db', 'complete'] as const)(
    'is %s where that was asked for, and reads nothing',
    async (asked) => {
      const nothing: DecisionInputs = {
        intent: never,
        holds: never,
        ceiling: never,
        provider: {module: './none.js', directory: '/none'},
      };
      expect(await decide({...context, asked}, nothing)).toEqual({
        stage: asked,
        source: 'setting',
        why: `${asked} was asked for.`,
        heldBackBy: null,
        warnings: [],
        overdue: [],
        projects: [],
        printed: '',
      });
    },
  );

  it('is what the file says, and why', async () => {
    expect(await decide(context, inputs)).toMatchObject({
      stage: 'live',
      source: 'file',
      why: "api is at live (the entry 'api' of the rollout file).",
      heldBackBy: null,
      warnings: [],
    });
    expect(await decide({...context, projects: ['else']}, inputs)).toMatchObject({
      stage: 'file',
      why: 'else is at file (the default of the rollout file).',
    });
    expect(await decide({...context, projects: []}, inputs)).toMatchObject({stage: 'file', source: 'file'});
  });

  it('is the lowest of all together, and names the project', async () => {
    expect(await decide({...context, projects: ['far', 'web', 'api']}, inputs)).toMatchObject({
      stage: 'shadow',
      heldBackBy: 'web',
      why: "web is at shadow (the entry 'web' of the rollout file), and holds back 2 of 3 projects.",
    });
    expect(await decide({...context, projects: ['x', 'y']}, inputs)).toMatchObject({stage: 'file', heldBackBy: null});
  });

  it('is the strictest, whatever the stages, and names nobody where all are alike', async () => {
    const decided = (stages: Readonly<Record<string, StageName>>, holds: readonly Hold[] = []) => {
      const projects = Object.entries(stages).map(([project, stage]) => ({project, stage, share: 10_000, until: null}));
      return decide(
        {...context, projects: Object.keys(stages)},
        {...inputs, intent: async () => ({...defaultIntent, projects}), holds: async () => holds},
      );
    };
    expect(await decided({a: 'db', b: 'shadow', c: 'live'})).toMatchObject({stage: 'shadow', heldBackBy: 'b'});
    expect(await decided({a: 'live', b: 'live'})).toMatchObject({stage: 'live', heldBackBy: null});
    expect(await decided({api: 'live'}, [hold])).toMatchObject({
      source: 'hold',
      why: expect.stringContaining('held since 2026-11-05'),
    });
    expect(await decided({})).toMatchObject({stage: 'file', heldBackBy: null});
  });

  it('is lowered by what is held', async () => {
    expect(await decide(context, {...inputs, holds: async () => [hold]})).toMatchObject({
      stage: 'shadow',
      source: 'hold',
      why: 'api is at shadow (held since 2026-11-05: a mismatch).',
    });
  });

  it('is no higher than live where nobody knows what is held', async () => {
    const broken = {...inputs, holds: () => Promise.reject(Object.assign(new Error('locked'), {code: 'SQLITE_BUSY'}))};
    const decisions = await decide({...context, projects: ['far', 'api', 'web']}, broken);
    expect(decisions.projects.map(({stage}) => stage)).toEqual(['live', 'live', 'shadow']);
    expect(decisions.warnings).toEqual([
      'The ledger does not say what is held (SQLITE_BUSY); until it does no project is above live.',
    ]);
  });

  it('says that a stage stands for too long, and goes on', async () => {
    const late = {...context, projects: ['web'], today: '2026-11-02' as CalendarDate};
    expect(await decide(late, inputs)).toMatchObject({
      stage: 'shadow',
      warnings: ["The project 'web' was to be at shadow until 2026-11-01, which has passed."],
      overdue: [{project: 'web', stage: 'shadow', until: '2026-11-01'}],
    });
  });

  it('fails where the file is wrong', async () => {
    await expect(decide(context, {...inputs, intent: never})).rejects.toThrow('This is not to be asked.');
  });
});

/** A provider of what `value` comes to. */
const providing = (value: string, more = '') =>
  `export default {metadata: {name: 'test'}, runsOn: 'server', ${more} async resolveStringEvaluation(flag, fallback, context) { return {value: ${value}}; }}`;

async function decided(
  source: string,
  options: {
    readonly context?: Partial<DecisionContext>;
    readonly inputs?: Partial<DecisionInputs>;
    readonly name?: string;
    readonly limits?: FlagProvider['limits'];
  } = {},
) {
  return withTemporaryDirectory(async (directory) => {
    const {name = 'provider.mjs'} = options;
    await writeFile(join(directory, name), source);
    const provider = {module: `./${name}`, directory, host, limits: {...patient, ...options.limits}};
    return decide({...context, ...options.context}, {...inputs, provider, ...options.inputs});
  });
}

const byFile = {stage: 'live', source: 'file'};
const warns = (fault: string | RegExp) => [
  expect.stringMatching(
    typeof fault === 'string'
      ? `^The provider \\./\\S+ gave no flag \\(${fault}\\); the rollout file decides\\.$`
      : fault,
  ),
];

describe('a decision with a provider', () => {
  it('is what the flag says, of each project', async () => {
    const value = `{api: 'shadow', web: 'live', far: 'auto'}[context.targetingKey]`;
    const decision = await decided(providing(value), {context: {projects: ['api', 'web', 'far']}});
    expect(decision.projects.map(({stage, source}) => `${stage} ${source}`)).toEqual([
      'shadow flag',
      'live flag',
      'db file',
    ]);
    expect(decision).toMatchObject({
      stage: 'shadow',
      why: 'api is at shadow (the flag says so), and holds back 2 of 3 projects.',
      warnings: [],
    });
  });

  it('tells the provider which flag, and about what', async () => {
    const value = `JSON.stringify([flag, fallback, context])`;
    const {warnings} = await decided(providing(value));
    const asked = [
      'lse.report.backend',
      '',
      {
        targetingKey: 'api',
        project: 'api',
        report: 'zenrows-errors',
        from: '2026-11-10',
        to: '2026-11-12',
        version: '0.1.0',
      },
    ];
    expect(warnings).toEqual([
      `The flag of 'api' is '${JSON.stringify(asked)}', which is no stage; the rollout file decides.`,
    ]);
  });

  it.each([
    ['a function', providing("'shadow'").replace('default {', 'default () => ({').concat(')'), 'provider.mjs'],
    [
      'a function that takes its time',
      `const made = {};\n${providing("'shadow'").replace('export default', 'Object.assign(made,').concat(')')}; export default async () => made;`,
      'provider.mjs',
    ],
    [
      'a class',
      `export default class { metadata = {name: 'c'}; async resolveStringEvaluation() { return {value: 'shadow'}; } }`,
      'provider.mjs',
    ],
    ['a module for require', providing("'shadow'").replace('export default', 'module.exports ='), 'provider.cjs'],
    [
      'what a compiler made',
      providing("'shadow'").replace('export default', 'exports.__esModule = true; exports.default ='),
      'provider.cjs',
    ],
    [
      'one of the SDK',
      `import {InMemoryProvider} from '${sdk}'; export default new InMemoryProvider({'lse.report.backend': {variants: {a: 'shadow'}, defaultVariant: 'a', disabled: false}})`,
      'provider.mjs',
    ],
  ])('takes %s', async (_, source, name) => {
    expect(await decided(source, {name})).toMatchObject({stage: 'shadow', source: 'flag', warnings: []});
  });

  it('takes a package that is installed in the working directory', () =>
    withTemporaryDirectory(async (directory) => {
      const home = join(directory, 'node_modules', 'our-flags');
      await mkdir(home, {recursive: true});
      await writeFile(join(home, 'package.json'), '{"name": "our-flags", "type": "module", "exports": "./x.js"}');
      await writeFile(join(home, 'x.js'), providing("'shadow'"));
      const provider = {module: 'our-flags', directory, host, limits: patient};
      expect(await decide(context, {...inputs, provider})).toMatchObject({stage: 'shadow', source: 'flag'});
      expect(await decide(context, {...inputs, provider: {...provider, module: 'no-flags'}})).toMatchObject({
        ...byFile,
        warnings: warns(/Cannot find module 'no-flags'/),
      });
    }));

  it('goes no higher than the gate, unless that is advisory', async () => {
    const db = providing("'db'");
    expect(await decided(db)).toMatchObject({
      ...byFile,
      warnings: ["The flag of 'api' is db, above live, which is as far as the gate goes."],
    });
    expect(await decided(db, {context: {projects: ['web']}})).toMatchObject({
      stage: 'live',
      source: 'flag',
      why: 'web is at live (the flag says db, the gate no more than this).',
    });
    const advisory = async () => ({...intent, requirements: {...intent.requirements, gate: 'advisory' as const}});
    expect(await decided(db, {inputs: {intent: advisory}})).toMatchObject({stage: 'db', source: 'flag'});
    expect(await decided(db, {inputs: {intent: advisory, holds: async () => [hold]}})).toMatchObject({
      stage: 'shadow',
      source: 'hold',
    });
  });

  it.each([
    ['throws at import', `throw new Error('no key')`, 'no key'],
    ['throws nothing', `throw undefined`, 'undefined'],
    ['throws what cannot be looked at', `throw {get message() { throw 1; }}`, 'an error that cannot be printed'],
    ['has a mistake', `export default {`, 'Unexpected end of input'],
    ['exports nothing', ``, 'its default export is nothing, not a provider, nor a function that makes one'],
    ['exports something else', `export default 42`, 'its default export is a number, .*'],
    ['makes something else', `export default () => ({})`, 'its default export is an object, .*'],
    ['throws when it is made', `export default () => { throw new Error('no network') }`, 'no network'],
    ['throws at start', providing("'db'", `initialize() { throw new Error('no network'); },`), 'no network'],
    ['fails at start', providing("'db'", `async initialize() { throw new Error('no network'); },`), 'no network'],
    ['throws in evaluation', providing(`(() => { throw new Error('no flag'); })()`), 'GENERAL no flag'],
    ['throws elsewhere', providing(`await new Promise(() => setTimeout(() => { throw new Error('late'); }))`), 'late'],
    ['rejects elsewhere', providing(`await new Promise(() => { Promise.reject(new Error('late')); })`), 'late'],
    ['gives a number', providing('1'), '.*'],
    ['gives nothing', providing('undefined'), '.*'],
    ['gives an object', providing(`{toString: () => 'db'}`), '.*'],
    ['gives a large number', providing('10n'), '.*'],
    ['gives no details', providing('0').replace('return {value: 0}', 'return undefined'), '.*'],
    ['exits at import', `process.exit(0)`, 'it ended its process \\(0\\)'],
    ['exits at start', providing("'db'", `initialize() { process.exit(); },`), 'it ended its process \\(0\\)'],
    ['exits in evaluation', providing(`process.exit(7)`), 'it ended its process \\(7\\)'],
    ['kills itself', providing(`process.kill(process.pid, 'SIGKILL')`), 'it ended its process \\(SIGKILL\\)'],
    ['aborts', `process.abort()`, 'it ended its process \\(SIGABRT\\)'],
    ['hangs up', providing(`process.disconnect()`), 'it ended its process \\(0\\)'],
  ])('falls to the file where the provider %s', async (_, source, fault) => {
    expect(await decided(source)).toMatchObject({...byFile, warnings: warns(fault)});
  });

  const loop = `(() => { for (;;); })()`;
  const hang = `await new Promise(() => setInterval(() => {}, 1000))`;

  it.each([
    ['hangs at import', `${hang}`, 'start', 'its start took longer than 300 ms'],
    ['loops at import', loop, 'start', 'its start took longer than 300 ms'],
    [
      'hangs at start',
      providing("'db'", `async initialize() { ${hang} },`),
      'start',
      'its start took longer than 300 ms',
    ],
    ['loops at start', providing("'db'", `initialize() { ${loop} },`), 'start', 'its start took longer than 300 ms'],
    ['hangs in evaluation', providing(hang), 'evaluation', 'it took longer than 300 ms'],
    ['loops in evaluation', providing(loop), 'evaluation', 'it took longer than 300 ms'],
  ])('falls to the file where the provider %s', async (_, source, limit, fault) => {
    expect(await decided(source, {limits: {[limit]: 300}})).toMatchObject({...byFile, warnings: warns(fault)});
  });

  it('keeps what was said about other projects', async () => {
    const value = `context.project === 'web' ? await new Promise(() => {}) : 'shadow'`;
    const decision = await decided(providing(value), {
      context: {projects: ['far', 'web', 'api']},
      limits: {evaluation: 1_500},
    });
    expect(decision.projects.map(({stage, source}) => `${stage} ${source}`)).toEqual([
      'shadow flag',
      'shadow file',
      'shadow flag',
    ]);
  });

  it('says so where no process can be started', async () => {
    const provider = {module: './p.mjs', directory: '/no/such/directory', host, limits: patient};
    expect(await decide(context, {...inputs, provider})).toMatchObject({
      ...byFile,
      warnings: warns('its process cannot be started \\(ENOENT\\)'),
    });
  });
});

const pause = () => new Promise((resolve) => setTimeout(resolve, 20));

/** One that has ended, and after which nobody asked, is still known by its number. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const state = `/proc/${pid}/stat`;
  return !existsSync(state) || !/\) Z /.test(readFileSync(state, 'utf8'));
}

describe('what a provider does besides', () => {
  /** A program that decides and prints, as the report does, with nothing else to wait for. */
  async function report(source: string) {
    return withTemporaryDirectory(async (directory) => {
      await writeFile(join(directory, 'provider.mjs'), source);
      const module = new URL('../../../dist/rollout/decision/decide.js', import.meta.url).href;
      const script = `import {decide} from '${module}';
        const {stage, printed} = await decide(${JSON.stringify(context)}, {
          intent: async () => (${JSON.stringify(intent)}), holds: async () => [], ceiling: async () => 'live',
          provider: {module: './provider.mjs', directory: ${JSON.stringify(directory)}, host: new URL('${host}'), limits: {load: 30000, start: 2000, evaluation: 2000}},
        });
        console.log(JSON.stringify({stage, printed}));`;
      const {status, stdout, stderr} = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
        encoding: 'utf8',
        timeout: 50_000,
      });
      return {status, stdout, stderr};
    });
  }

  it('prints neither on stdout nor on stderr of the report, in whatever way', async () => {
    const source = `import {writeSync} from 'node:fs';
      console.log('log'); console.error('error'); writeSync(1, 'one '); writeSync(2, 'two');\n${providing("'shadow'")}`;
    const {status, stdout, stderr} = await report(source);
    expect({status, stderr}).toEqual({status: 0, stderr: ''});
    const {stage, printed} = JSON.parse(stdout);
    expect(stage).toBe('shadow');
    for (const text of ['log', 'error', 'one ', 'two']) expect(printed).toContain(text);
  });

  it('does not stop it by printing without an end', async () => {
    const source = `import {writeSync} from 'node:fs';\n${providing(`(() => { for (;;) writeSync(1, 'x'.repeat(65536)); })()`)}`;
    const {status, stdout} = await report(source);
    expect(status).toBe(0);
    const {stage, printed} = JSON.parse(stdout);
    expect(stage).toBe('live');
    expect(printed.length).toBeLessThan(20_000);
  });

  it.each([
    ['waits', `setInterval(() => {}, 1000)`],
    ['loops', `Promise.resolve().then(() => setTimeout(() => { for (;;); }, 50))`],
  ])('keeps no process alive when it %s, neither the report nor its own', async (_, body) => {
    const close = `onClose() { return new Promise(() => {}); },`;
    const {status, stdout} = await report(
      `console.log('pid ' + process.pid);\n${providing(`(${body}, 'shadow')`, close)}`,
    );
    expect(status).toBe(0);
    const {stage, printed} = JSON.parse(stdout);
    expect(stage).toBe('shadow');
    const pid = Number(/pid (\d+)/.exec(printed)?.[1]);
    for (let at = 0; at < 100 && isRunning(pid); at += 1) await pause();
    expect(isRunning(pid)).toBe(false);
  });

  it('is over when it has closed itself, for which it has a moment', () =>
    withTemporaryDirectory(async (directory) => {
      const file = join(directory, 'closed');
      await writeFile(
        join(directory, 'p.mjs'),
        `import {writeFileSync} from 'node:fs';\n${providing("'shadow'", `async onClose() { writeFileSync(${JSON.stringify(file)}, ''); },`)}`,
      );
      await decide(context, {
        ...inputs,
        provider: {module: './p.mjs', directory, host, limits: {...patient, close: 30_000}},
      });
      for (let at = 0; at < 500 && !existsSync(file); at += 1) await pause();
      expect(existsSync(file)).toBe(true);
    }));

  it('loads nothing of OpenFeature in the program itself', async () => {
    expect(readFileSync(new URL('lse.js', bundle), 'latin1')).not.toContain('openfeature/js-sdk');
    expect(readFileSync(host, 'latin1')).toContain('openfeature/js-sdk');
  });
});
