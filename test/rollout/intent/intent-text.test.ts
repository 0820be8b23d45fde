import {describe, expect, it} from '@jest/globals';
import {defaultIntent} from '../../../src/rollout/intent/default-intent.ts';
import {readIntentText} from '../../../src/rollout/intent/intent-text.ts';
import {faultText} from '../../../src/yaml/fault.ts';

function intentOf(text: string) {
  const read = readIntentText(text);
  if ('faults' in read) throw new Error(faultsOf(text));
  return read.intent;
}

function faultsOf(text: string): string {
  const read = readIntentText(text);
  return 'faults' in read ? read.faults.map((fault) => faultText('r.yaml', text, fault)).join('\n') : 'no fault';
}

describe('reading an intent', () => {
  it('fills in what is left out', () => {
    expect(intentOf('lse: 1')).toEqual(defaultIntent);
    expect(intentOf('lse: 1\nprojects:\n  # - project: a\ngate:\nholds:\nledger: ~\nevents: null\n')).toEqual(
      defaultIntent,
    );
  });

  it('reads shares digit by digit, dates as texts, and both forms of the gate', () => {
    const intent = intentOf(
      'lse: 1\nsalt: a\nprojects:\n- {project: a, stage: db, share: 2.3 %, until: 2026-02-28}\ngate: advisory\n',
    );
    expect(intent.projects).toEqual([{project: 'a', stage: 'db', share: 230, until: '2026-02-28'}]);
    expect(intent.requirements).toEqual({...defaultIntent.requirements, gate: 'advisory'});
    expect(intentOf('lse: 1\ngate: {mode: advisory, coverage: 99.5%, days: 0}').requirements).toEqual({
      ...defaultIntent.requirements,
      gate: 'advisory',
      coverage: 0.995,
      days: 0,
    });
  });

  it('reads where events go', () => {
    expect(intentOf('lse: 1\nevents: {webhook: https://example.org/x, on: [gate opened]}').events).toEqual({
      to: {kind: 'webhook', url: 'https://example.org/x'},
      on: ['gate opened'],
    });
  });

  it('says everything that is wrong, each thing in its place', () => {
    const text = `lse: 2
deflaut: file
projects:
  - project: web
    stage: databse
    share: 25
  - {project: 7, stage: db, util: 2026-01-01}
  - stage: file
gate:
  comparisons: 1.5
  coverage: 0.95
`;
    expect(faultsOf(text)).toBe(`r.yaml:1:6: This version of lse reads rollout files with 'lse: 1'.
  lse: 2
       ^
r.yaml:2:1: There is no 'deflaut' here. Did you mean 'default'?
  deflaut: file
  ^^^^^^^
r.yaml:5:12: Here stands one of file, shadow, live, db, complete.
      stage: databse
             ^^^^^^^
r.yaml:6:12: A share goes from 0% to 100% in steps of 0.01%, and is written with its sign, such as 2.5%.
      share: 25
             ^^
r.yaml:7:15: A project is a text: a name, or a pattern with *. A number stands in quotes, and a backslash before * or another one.
    - {project: 7, stage: db, util: 2026-01-01}
                ^
r.yaml:7:29: There is no 'util' here. Did you mean 'until'?
    - {project: 7, stage: db, util: 2026-01-01}
                              ^^^^
r.yaml:8:5: 'project' is missing.
    - stage: file
      ^^^^^^^^^^^
r.yaml:10:16: Here stands a whole number.
    comparisons: 1.5
                 ^^^
r.yaml:11:13: A share goes from 0% to 100% in steps of 0.01%, and is written with its sign, such as 2.5%.
    coverage: 0.95
              ^^^^`);
  });

  it.each([
    [
      'a share without a salt',
      'projects: [{project: a, stage: db, share: 1%}]',
      "A share needs a salt of the file: write 'salt: ' and any word.",
    ],
    ['no such date', 'projects: [{project: a, stage: db, until: 2026-02-30}]', "'2026-02-30' is no date."],
    [
      'an entry twice',
      'projects: [{project: a, stage: db}, {project: a, stage: file}]',
      "There is an entry for 'a' above.",
    ],
    [
      'an entry that nothing comes to',
      'projects: [{project: a*, stage: db}, {project: ab*c, stage: file}]',
      "This entry fits no project: 'a*' above it fits all of them first. Put it before that one.",
    ],
    ['a backslash before something else', "projects: [{project: 'a\\b', stage: db}]", 'A project is a text'],
    [
      'a pattern that is an alias',
      'projects: [{project: *-test, stage: db}]',
      "There is no anchor '&-test'. A text that begins with * stands in quotes: '*-test'.",
    ],
    [
      'an asterisk alone',
      'projects:\n  - project: *\n    stage: db',
      "A text that begins with * stands in quotes: '*-test'.",
    ],
    ['a gate that is no word of it', 'gate: open', 'Here stands enforced, advisory, or a mapping'],
    [
      'a ledger that forgets too early',
      'ledger: {keep_days: 20}',
      "The ledger would forget what the gate asks for: 'gate: {rehearsal_days: 30}'.",
    ],
    [
      'two ways for events',
      'events: {command: [a], webhook: http://b}',
      "Here stands 'command' or 'webhook', one of the two.",
    ],
    ['no way for events', 'events: {on: [held]}', "Here stands 'command' or 'webhook', one of the two."],
    ['a key twice', 'salt: a\nsalt: b', 'This is not YAML: Map keys must be unique.'],
    ['two documents', '---\nlse: 1', 'This is not YAML'],
    ['a salt of digits', 'salt: 12345678', 'one of digits alone stands in quotes'],
  ])('refuses %s', (_, text, fault) => {
    expect(faultsOf(`lse: 1\n${text}\n`)).toContain(fault);
  });

  it.each(['', '# nothing', '[]', 'file', 'null'])('refuses %j', (text) => {
    expect(faultsOf(text)).toContain('Here stands a mapping');
  });

  it('reads projects of any name', () => {
    const names = ['__proto__', 'constructor', '市 場', "it's \\*", 'a\u0000b', '\ud800'];
    const text = `lse: 1\nprojects:\n${names.map((name) => `  - {project: ${JSON.stringify(name)}, stage: db}\n`).join('')}`;
    expect(intentOf(text).projects.map(({project}) => project)).toEqual(names);
  });
});
