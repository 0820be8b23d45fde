import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {describe, expect, it} from '@jest/globals';
import fastGlob from 'fast-glob';
import {type GivenCommand, withFlagsOf} from '../../../src/cli/usage/given-command.ts';
import {everyCommand} from '../../support/commands.ts';
import {loadConfig, lse} from '../../support/lse.ts';
import {withTemporaryDirectory} from '../../support/temporary-directory.ts';
import {failingDocument, writeTree} from '../../support/trace-tree.ts';

const program = await loadConfig();
const root = fileURLToPath(new URL('../../..', import.meta.url));

/** A hint as the command says it that was given these arguments. */
const said = (hint: string, id: string, ...args: string[]): string => {
  const running: GivenCommand = {id, args};
  return withFlagsOf(hint, running, program);
};

describe('a command in a message', () => {
  it.each([
    [
      'Create it with: lse db migrate',
      'report:zenrows-errors',
      ['--database-url', 'sqlite:foo.db', '--date', '2025-09-13'],
      'Create it with: lse db migrate --database-url sqlite:foo.db',
    ],
    [
      'Go on with: lse db load',
      'db:load',
      ['--project', "a'b c", '--strict', '--data-dir=x'],
      `Go on with: lse db load --project 'a'\\''b c' --strict --data-dir x`,
    ],
    ['Create it with: lse db migrate', 'db:load', ['--data-dir', 'x'], 'Create it with: lse db migrate'],
    [
      'First: lse db migrate; then: lse db load.',
      'db:verify',
      ['--data-dir', 'x', '--database-url', 'sqlite:y'],
      'First: lse db migrate --database-url sqlite:y; then: lse db load --data-dir x --database-url sqlite:y.',
    ],
    ['See: lse db load --help', 'db:load', ['--data-dir', 'x'], 'See: lse db load --help'],
    [
      'Such as: lse doctor --limit 10s',
      'doctor',
      ['--limit', '0s', '--data-dir', 'x'],
      'Such as: lse doctor --limit 10s --data-dir x',
    ],
    [
      'Look with: lse db verify --date 2025-09-13',
      'db:verify',
      ['--from', '2025-09-01', '--to', '2025-09-30'],
      'Look with: lse db verify --date 2025-09-13',
    ],
    [
      'Load it with: lse db load',
      'report:compare',
      ['--candidate', 'postgres://u:hunter2@h/d', '--date', '2025-09-13'],
      "Load it with: lse db load --database-url 'postgres://u:***@h/d'",
    ],
    [
      'Load it with: lse db load',
      'import',
      ['exports', '--out', 'traces'],
      'Load it with: lse db load --data-dir traces',
    ],
    [
      'Read it with: lse import traces/a.jsonl, or: lse pull --project p',
      'report:zenrows-errors',
      ['--data-dir', 'my traces', '--date', '2025-09-13'],
      "Read it with: lse import traces/a.jsonl --out 'my traces', or: lse pull --project p --out 'my traces'",
    ],
    [
      'Read it with: lse import a.jsonl --out b',
      'db:load',
      ['--data-dir', 'traces'],
      'Read it with: lse import a.jsonl --out b',
    ],
    [
      'Again with: lse import SOURCE',
      'import',
      ['a b', 'c', '--out', 'traces'],
      "Again with: lse import 'a b' c --out traces",
    ],
    [
      'Ask again with: lse rollout gate PROJECT',
      'rollout:gate',
      ['my-project'],
      'Ask again with: lse rollout gate my-project',
    ],
    [
      'Was it (see: lse db status)?',
      'db:load',
      ['--database-url', 'sqlite:x'],
      'Was it (see: lse db status --database-url sqlite:x)?',
    ],
    [
      'Load it with: lse db migrate && lse db load --project p',
      'db:verify',
      ['--data-dir', 'traces', '--database-url', 'sqlite:x'],
      'Load it with: lse db migrate --database-url sqlite:x && lse db load --project p --data-dir traces --database-url sqlite:x',
    ],
    [
      'Put it back: cp -Rn a b && lse db load',
      'db:verify',
      ['--data-dir', 'traces'],
      'Put it back: cp -Rn a b && lse db load --data-dir traces',
    ],
    ['Correct LSE_DATABASE_URL.', 'db:status', ['--database-url', 'sqlite:x'], 'Correct --database-url.'],
    ['Correct LSE_DATABASE_URL.', 'db:status', [], 'Correct LSE_DATABASE_URL.'],
    ['Give LSE_DATA_DIR or --data-dir DIR.', 'db:load', ['--data-dir', 'x'], 'Give LSE_DATA_DIR or --data-dir DIR.'],
    [
      'Move lse to another version: lse nonsense',
      'db:load',
      ['--data-dir', 'x'],
      'Move lse to another version: lse nonsense',
    ],
    [
      'Leave out: lse db load --exclude-project x',
      'db:load',
      ['--project', 'y'],
      'Leave out: lse db load --exclude-project x',
    ],
  ])('%j of %s has the flags that were given', (hint, id, args, expected) => {
    expect(said(hint, id, ...args)).toBe(expected);
  });

  it.each([
    'postgres://u:hunter2@h/d?password=hunter3',
    'postgres://u:hun@ter2@h/d',
    'postgres://u:hun/ter2@h/d',
    'postgres://h/d?password=hunter2',
  ])('shows no password: %s', (url) => {
    const hint = said('See: lse db status', 'db:load', '--database-url', url);
    expect(hint).toContain('--database-url');
    expect(hint).not.toMatch(/ter2|hun|ter3/);
  });
});

/** Each `lse …` of a text, in words. */
function commandsIn(text: string): string[][] {
  const found = text.matchAll(
    /(?<=[:(`] ?|: |&& )lse ((?:[a-z][a-z-]*)(?: (?!&& )(?:'[^']*'|[^\s.;,)'"`\\]+|[.](?=\S))+)*)/g,
  );
  return [...found].map(([, words = '']) => words.match(/(?:'[^']*'|[^\s'])+/g) ?? []);
}

/** What is wrong with a command as somebody would run it; null if it could run. */
function faultOf(words: readonly string[]): string | null {
  for (let count = words.length; count > 0; count -= 1) {
    const command = program.findCommand(words.slice(0, count).join(':'));
    if (command === undefined) continue;
    const rest = words.slice(count);
    const flags = {...command.flags, help: {type: 'boolean', allowNo: false}} as Record<
      string,
      {type: string; allowNo?: boolean}
    >;
    const values: string[] = [];
    for (let at = 0; at < rest.length; at += 1) {
      const [, name = '', value] = /^--([a-z-]+)X*(?:=(.*))?$/.exec(rest[at] as string) ?? [];
      const flag = flags[name] ?? (flags[name.replace(/^no-/, '')]?.allowNo === true ? {type: 'boolean'} : undefined);
      if (name === '') values.push(rest[at] as string);
      else if (flag === undefined) return `no flag --${name} in: lse ${words.join(' ')}`;
      else if (flag.type === 'option' && value === undefined) at += 1;
    }
    const takes = command.strict === false ? Number.POSITIVE_INFINITY : Object.keys(command.args).length;
    return values.filter((word) => !/^X+$/.test(word)).length > takes
      ? `too many words in: lse ${words.join(' ')}`
      : null;
  }
  const isTopic = program.topics.some(({name}) => name === words[0]);
  return isTopic && /^(?:--help|X)$/.test(words[1] ?? '--help') ? null : `no command: lse ${words.join(' ')}`;
}

describe('every command that a message of the source tells to run', () => {
  const files = fastGlob.sync('src/**/*.ts', {cwd: root, ignore: ['**/schema-code.ts', 'src/commands/**']});
  const lines = files.flatMap((file) =>
    readFileSync(root + file, 'utf8')
      .split('\n')
      .filter((line) => /['`].*lse [a-z]/.test(line) && !/^\s*(?:\/?\*|\/\/)/.test(line))
      .flatMap((line) =>
        commandsIn(
          line
            .replace(': lse writes none', '')
            .replaceAll(/\$\{[^}'"`]*\}/g, 'X')
            .replace(/(?: |X)*\$\{.*$/, ''),
        ).map((words) => ({
          file,
          words,
        })),
      ),
  );

  it('is one that there is, with flags that it has', () => {
    expect(lines.length).toBeGreaterThan(60);
    expect(lines.map(({file, words}) => [file, faultOf(words)]).filter(([, fault]) => fault !== null)).toEqual([]);
  });

  it('would be told if it were none', () => {
    expect(faultOf(['db', 'migrat'])).toContain('no command');
    expect(faultOf(['db', 'migrate', '--data-dir', 'x'])).toContain('no flag --data-dir');
    expect(faultOf(['db', 'migrate', 'x'])).toContain('too many words');
  });
});

describe('what goes wrong with flags that were given', () => {
  const FLAGS: Readonly<Record<string, string>> = {'data-dir': 'my data', 'database-url': 'sqlite:none.db'};
  const withFlags = (id: string, flags: Readonly<Record<string, string>>): string[] =>
    Object.entries(flags).flatMap(([name, value]) =>
      name in (program.findCommand(id)?.flags ?? {}) ? [`--${name}`, value] : [],
    );

  const situations: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'without a database': FLAGS,
    'without a data dir': {...FLAGS, 'data-dir': 'no such'},
    'without a server': {...FLAGS, 'database-url': 'postgres://u:hunter2@127.0.0.1:1/d'},
    'with a URL that is none': {...FLAGS, 'database-url': 'nonsense'},
    'with an unknown flag': {...FLAGS, nope: 'x'},
  };

  it.each(Object.entries(situations))('is told with commands that can be run: %s', async (_, flags) => {
    await withTemporaryDirectory(async (directory) => {
      const before = process.cwd();
      process.chdir(directory);
      try {
        await writeTree('my data', {'p/2025-09-13/a.json': failingDocument('a')});
        let commands = 0;
        for (const [name, args] of everyCommand) {
          if (name === 'pull' || name === 'import') continue;
          const {stdout, stderr} = await lse(
            [...args, ...withFlags(name.replaceAll(' ', ':'), flags), ...('nope' in flags ? ['--nope'] : [])],
            {LSE_DB_RETRIES: '0', LSE_LEDGER: 'file'},
          );
          // What a comparison prints is tested with it.
          const text = ['report compare', 'db verify'].includes(name) ? stderr : `${stdout}\n${stderr}`;
          expect(text).not.toContain('hunter2');
          for (const words of commandsIn(text)) {
            commands += 1;
            expect([name, faultOf(words)]).toEqual([name, null]);
            const id =
              [...Array(words.length).keys()]
                .map((count) => words.slice(0, words.length - count).join(':'))
                .find((each) => program.findCommand(each) !== undefined) ?? '';
            // Whoever runs it as it stands reaches the same places.
            const isHelp = words.includes('--help');
            for (const flag of withFlags(id, flags).filter((word) => word.startsWith('--'))) {
              if (!isHelp && withFlags(name.replaceAll(' ', ':'), flags).includes(flag))
                expect([name, words]).toEqual([name, expect.arrayContaining([flag])]);
            }
          }
        }
        expect(commands).toBeGreaterThan(10);
      } finally {
        process.chdir(before);
      }
    });
  });
});
