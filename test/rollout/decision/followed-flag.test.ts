import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {followFlag} from '../../../src/rollout/decision/followed-flag.ts';
import {compareStages, type StageName, stageNames} from '../../../src/rollout/stage.ts';

const stage = fc.constantFrom(...stageNames);

function follow(value: string, byFile: StageName, ceiling: StageName | Error, isAdvisory = false) {
  const asked = async () => {
    if (typeof ceiling === 'string') return ceiling;
    throw ceiling;
  };
  return followFlag({project: 'p', value, byFile, isAdvisory, ceiling: asked});
}

describe('the flag of a project', () => {
  it('never goes above both the file and the gate, and never to complete', () =>
    fc.assert(
      fc.asyncProperty(fc.oneof(stage, fc.string()), stage, stage, async (value, byFile, ceiling) => {
        const {stage: result} = await follow(value, byFile, ceiling);
        const isAllowed = compareStages(result, byFile) <= 0 || compareStages(result, ceiling) <= 0;
        expect(isAllowed).toBe(true);
        if (byFile !== 'complete') expect(result).not.toBe('complete');
        if (!(stageNames as readonly string[]).includes(value)) expect(result).toBe(byFile);
      }),
    ));

  it('is followed as far as it may', () =>
    fc.assert(
      fc.asyncProperty(stage, stage, stage, async (value, byFile, ceiling) => {
        fc.pre(value !== 'complete' && byFile !== 'complete');
        const allowed = compareStages(ceiling, byFile) > 0 ? ceiling : byFile;
        expect((await follow(value, byFile, ceiling)).stage).toBe(compareStages(value, allowed) < 0 ? value : allowed);
        expect((await follow(value, byFile, ceiling, true)).stage).toBe(value);
      }),
    ));

  it('falls to the file where the gate cannot be asked', async () => {
    expect(await follow('db', 'shadow', new Error('no ledger'))).toEqual({
      stage: 'shadow',
      reason: null,
      warning: "The flag of 'p' is db; whether the gate allows that is not known, so the rollout file decides.",
    });
    expect(await follow('db', 'shadow', 'nonsense' as StageName)).toMatchObject({stage: 'shadow'});
    expect(await follow('file', 'db', new Error('no ledger'))).toMatchObject({stage: 'file', warning: null});
  });

  it('has no opinion as auto, and is refused as anything else', async () => {
    expect(await follow('auto', 'live', 'db')).toEqual({stage: 'live', reason: null, warning: null});
    for (const value of ['', 'DB', 'db ', 'true', '__proto__', 'constructor']) {
      expect(await follow(value, 'file', 'db')).toMatchObject({
        stage: 'file',
        reason: null,
        warning: expect.stringContaining('which is no stage'),
      });
    }
  });

  it('moves no project to complete or from there', async () => {
    expect(await follow('complete', 'db', 'complete', true)).toMatchObject({stage: 'db', reason: null});
    expect(await follow('file', 'complete', 'complete', true)).toMatchObject({stage: 'complete', reason: null});
  });
});
