import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {editedIntent, type StageChange} from '../../../src/rollout/intent/edited-intent.ts';
import {intendedStage} from '../../../src/rollout/intent/intended-stage.ts';
import {intentOfText} from '../../../src/rollout/intent/intent-file.ts';
import {patternOfName} from '../../../src/rollout/intent/project-pattern.ts';
import {formatShare} from '../../../src/rollout/intent/share.ts';
import {quotedName} from '../../../src/rollout/intent/text-edit.ts';
import {stageNames} from '../../../src/rollout/stage.ts';

const change = (project: string, more: Partial<StageChange> = {}): StageChange => ({
  project,
  stage: 'live',
  salt: 'new',
  note: 'Said.',
  ...more,
});

const edited = (text: string, of: StageChange) => editedIntent('r.yaml', text, of);

const text = `# Ours.
lse:   1      # the notation
salt: 'spring'

projects:    # the first decides

  # The shop.
  - project: "web"   # quoted
    until: 2026-12-31
    stage: "shadow"   # since May

  # All of crypto.
  # And more.
  - stage:    file   # not yet
    project: crypto-*
  - {project: 'api', stage: db, share: 5%} # last
default: file
`;

describe('changing a stage', () => {
  it('changes the one value of an entry, in the quotes that it has', () => {
    expect(edited(text, change('web'))).toBe(text.replace('"shadow"', '"live"'));
    expect(edited(text, change('api'))).toBe(text.replace('stage: db', 'stage: live'));
  });

  it('leaves the text alone where it says so already', () => {
    expect(edited(text, change('web', {stage: 'shadow'}))).toBe(text);
  });

  it('changes or adds a share and a day beside the stage', () => {
    expect(edited(text, change('api', {share: 1_050}))).toBe(
      text.replace('stage: db, share: 5%', 'stage: live, share: 10.5%'),
    );
    expect(edited(text, change('api', {until: '2027-01-01'}))).toBe(
      text.replace('stage: db', 'stage: live, until: 2027-01-01'),
    );
    expect(edited(text, change('web', {share: 1, until: '2027-01-01'}))).toBe(
      text
        .replace('2026-12-31', '2027-01-01')
        .replace('"shadow"   # since May', '"live"   # since May\n    share: 0.01%'),
    );
  });

  it('puts an entry before the pattern that decides, and before what is said about the pattern', () => {
    const entry = '  # Said.\n  - project: crypto-btc\n    stage: live\n';
    expect(edited(text, change('crypto-btc'))).toBe(text.replace('  # All of crypto.', `${entry}  # All of crypto.`));
  });

  it('puts an entry at the end where nothing fits', () => {
    const entry = '  # Said.\n  - project: other\n    stage: live\n';
    expect(edited(text, change('other'))).toBe(text.replace('# last\n', `# last\n${entry}`));
  });

  it.each([
    ['no list', 'lse: 1\n', 'lse: 1\nprojects:\n  # Said.\n  - project: a\n    stage: live\n'],
    ['no end of the last line', 'lse: 1', 'lse: 1\nprojects:\n  # Said.\n  - project: a\n    stage: live\n'],
    [
      'an empty list',
      'projects: [ ] # none\nlse: 1',
      'projects: # none\n  # Said.\n  - project: a\n    stage: live\nlse: 1',
    ],
    [
      'a key without a value',
      'projects:\n  # none\nlse: 1',
      'projects:\n  # Said.\n  - project: a\n    stage: live\n  # none\nlse: 1',
    ],
    ['null', 'lse: 1\nprojects: ~\n', 'lse: 1\nprojects:\n  # Said.\n  - project: a\n    stage: live\n'],
    [
      'a list at the left',
      'lse: 1\nprojects:\n- project: b\n  stage: db',
      'lse: 1\nprojects:\n- project: b\n  stage: db\n# Said.\n- project: a\n  stage: live',
    ],
    [
      'a list in brackets',
      'lse: 1\nprojects: [{project: b, stage: db}]\n',
      'lse: 1\nprojects: [{project: b, stage: db},\n    # Said.\n    {project: a, stage: live}]\n',
    ],
    [
      'a pattern in brackets',
      "lse: 1\nprojects: [{project: '*', stage: db}]\n",
      "lse: 1\nprojects: [\n    # Said.\n    {project: a, stage: live},\n    {project: '*', stage: db}]\n",
    ],
    [
      'CRLF',
      "lse: 1\r\nprojects:\r\n  - project: '*'\r\n    stage: db\r\n",
      "lse: 1\r\nprojects:\r\n  # Said.\r\n  - project: a\r\n    stage: live\r\n  - project: '*'\r\n    stage: db\r\n",
    ],
    [
      'a byte order mark',
      '\ufefflse: 1\nprojects: [{project: a, stage: db}]\n',
      '\ufefflse: 1\nprojects: [{project: a, stage: live}]\n',
    ],
    [
      'an anchor',
      'lse: 1\ndefault: &d file\nprojects: [{project: a, stage: &s db}]\n',
      'lse: 1\ndefault: &d file\nprojects: [{project: a, stage: &s live}]\n',
    ],
    [
      'an alias',
      'lse: 1\ndefault: &d file\nprojects: [{project: a, stage: *d}]\n',
      'lse: 1\ndefault: &d file\nprojects: [{project: a, stage: live}]\n',
    ],
  ])('copes with %s', (_, before, after) => {
    expect(edited(before, change('a'))).toBe(after);
  });

  it('adds a salt with the first share', () => {
    expect(edited('lse: 1 # x\n', change('a', {share: 500}))).toBe(
      'lse: 1 # x\nsalt: "new"\nprojects:\n  # Said.\n  - project: a\n    stage: live\n    share: 5%\n',
    );
  });

  it.each([
    ['all in one mapping', '{lse: 1}\n'],
    ['a mark of the end', 'lse: 1\n...\n'],
    ['a stage that others take over', 'lse: 1\nprojects: [{project: a, stage: &s db}]\ndefault: *s\n'],
  ])('refuses what it cannot change alone: %s', (_, before) => {
    expect(() => edited(before, change('a'))).toThrow(
      expect.objectContaining({
        code: 'LSE_CONFIG',
        message: "The rollout file r.yaml is written in a way in which lse cannot change the stage of 'a'.",
        hint: 'Change it by hand: {project: "a", stage: live}.',
      }),
    );
  });

  it('refuses a text that is wrong', () => {
    expect(() => edited('lse: 1\nprojects: [', change('a'))).toThrow(/is wrong/);
  });

  it('writes names so that they are read again', () => {
    const names = fc.oneof(
      fc.string({unit: 'binary', minLength: 1}),
      fc.constantFrom('yes', 'null', '1', '-', '*', '\u2028', '\ud800', 'a: b', '# a', 'a\\'),
    );
    fc.assert(
      fc.property(names, (name) => {
        const after = edited('lse: 1\n', change(name));
        expect(intentOfText('r.yaml', after).projects).toEqual([
          {project: patternOfName(name), stage: 'live', share: 10_000, until: null},
        ]);
      }),
    );
  });

  it('gives the stage that was asked for, leaves all other projects where they are, and drops no comment', () => {
    const name = fc.constantFrom('a', 'b', 'ab', 'abc', 'c', 'a*', '*c', '*', 'b\\*');
    const entry = fc.record({
      project: name,
      stage: fc.constantFrom(...stageNames),
      share: fc.option(fc.integer({min: 0, max: 10_000})),
      isFlow: fc.boolean(),
      comment: fc.constantFrom('', ' # one', '   # - project: two'),
      above: fc.constantFrom('', '\n', '  # above\n', '\n    # above\n  # - x\n'),
    });
    const file = fc.uniqueArray(entry, {maxLength: 5, selector: ({project}) => project}).map((entries) =>
      [
        'lse: 1\nsalt: s # salt\n',
        entries.length === 0 ? '' : 'projects: # list\n',
        ...entries.map(({project, stage, share, isFlow, comment, above}) => {
          const pairs = [
            `stage: ${stage}`,
            `project: ${quotedName(project)}`,
            ...(share === null ? [] : [`share: ${formatShare(share)}`]),
          ];
          return isFlow
            ? `${above}  - {${pairs.join(',  ')}}${comment}\n`
            : `${above}  -   ${pairs.join(`${comment}\n      `)}\n`;
        }),
        'default: shadow # default\n',
      ].join(''),
    );
    const names = ['a', 'b', 'ab', 'abc', 'c', 'x', 'b*', ''];
    fc.assert(
      fc.property(
        file,
        fc.constantFrom(...names.slice(0, -1)),
        fc.constantFrom(...stageNames),
        (before, project, stage) => {
          let old: ReturnType<typeof intentOfText>;
          try {
            old = intentOfText('r.yaml', before);
          } catch {
            return fc.pre(false);
          }
          const after = edited(before, change(project, {stage, share: 10_000}));
          const intent = intentOfText('r.yaml', after);
          expect(intendedStage(intent, project).stage).toBe(stage);
          for (const other of names.filter((each) => each !== project)) {
            expect(intendedStage(intent, other).stage).toBe(intendedStage(old, other).stage);
          }
          const comments = (of: string) => (of.match(/#.*/g) ?? []).filter((comment) => comment !== '# Said.').sort();
          expect(comments(after)).toEqual(comments(before));
        },
      ),
      {numRuns: 500},
    );
  });
});
