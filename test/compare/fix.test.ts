import {describe, expect, it} from '@jest/globals';
import {type FixCommands, type Found, fixOf} from '../../src/compare/fix.ts';

const commands: FixCommands = {
  load: ['load'],
  repair: (projects, pruned) => [`repair ${[...projects].join()} prune ${[...pruned].join()}`],
  inspect: ['inspect'],
};

function pattern(kind: Found['patterns'][number]['kind'], side: 'control' | 'candidate' | null = null) {
  return {kind, side, projects: [`p-${kind}`]};
}

function fix(found: Partial<Found>, known: FixCommands | null = commands) {
  return fixOf({patterns: [], emptySide: null, isLogic: false, ...found}, known);
}

describe('the fix of a difference', () => {
  it('of data is a repair of the projects that differ, which deletes what control does not have', () => {
    expect(fix({patterns: [pattern('missing'), pattern('changed')]})).toEqual({
      text: 'See what would be written. With --apply it is done:',
      commands: ['repair p-missing,p-changed prune '],
    });
    expect(fix({patterns: [pattern('extra')]})?.commands).toEqual(['repair p-extra prune p-extra']);
  });

  it('of a database without records is a load, and of a control without records a look at it', () => {
    expect(fix({patterns: [pattern('missing')], emptySide: 'candidate'})).toEqual({
      text: 'Load the records:',
      commands: ['load'],
    });
    expect(fix({patterns: [pattern('extra')], emptySide: 'control'})?.commands).toEqual([]);
  });

  it('of logic is no write', () => {
    expect(fix({patterns: [pattern('misread', 'candidate')], isLogic: true})).toMatchObject({commands: ['inspect']});
    expect(fix({isLogic: true}, null)).toMatchObject({commands: []});
    expect(fix({patterns: [pattern('changed')], isLogic: true})?.commands).toEqual([
      'inspect',
      'repair p-changed prune ',
    ]);
  });

  it('of files that cannot be read begins with the files, and a database that refuses them is not repaired', () => {
    expect(fix({patterns: [pattern('unreadable', 'control')]})).toEqual({
      text: 'Correct or delete the files that control cannot read.',
      commands: [],
    });
    expect(fix({patterns: [pattern('unreadable', 'candidate')]})?.commands).toEqual([]);
  });

  it('has no command where lse does not write', () => {
    expect(fix({patterns: [pattern('missing')]}, null)).toEqual({
      text: 'Correct the records of the candidate: lse writes none of them from this control.',
      commands: [],
    });
  });

  it('is none where nothing differs', () => {
    expect(fix({})).toBeNull();
  });
});
