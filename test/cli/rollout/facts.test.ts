import {describe, expect, it} from '@jest/globals';
import {Rollout} from '../../../src/cli/rollout/rollout.ts';
import {parseSettings} from '../../../src/cli/settings.ts';
import type {WithLedger} from '../../../src/rollout/serving/book.ts';
import {withTemporaryDirectory} from '../../support/temporary-directory.ts';

describe('what is known of many projects', () => {
  it('is read from a ledger that is opened once', () =>
    withTemporaryDirectory(async (directory) => {
      const settings = parseSettings({}, {LSE_LEDGER: `sqlite:${directory}/ledger.db`, LSE_DATA_DIR: directory}, {});
      const rollout = new Rollout(settings);
      const opened: WithLedger = rollout.withLedger;
      let times = 0;
      const counting: WithLedger = (work) => {
        times += 1;
        return opened(work);
      };
      Object.assign(rollout, {withLedger: counting});
      const act = {
        kind: 'held',
        by: 'ann',
        from: null,
        to: null,
        reason: null,
        forced: false,
        succeeded: true,
      } as const;
      await opened((ledger) => ledger.note({...act, id: 'i', at: '2026-11-29T06:19:37.123Z', project: 'b'}));
      const facts = await rollout.factsOf(['a', 'b', 'c'], () => {});
      expect(facts.map(({project, acts}) => [project, acts?.length])).toEqual([
        ['a', 0],
        ['b', 1],
        ['c', 0],
      ]);
      expect(times).toBe(1);
    }));

  it('is null where the ledger cannot be read, which is said once', () =>
    withTemporaryDirectory(async (directory) => {
      const rollout = new Rollout(parseSettings({}, {LSE_LEDGER: `sqlite:${directory}`, LSE_DATA_DIR: directory}, {}));
      const faults: string[] = [];
      const facts = await rollout.factsOf(['a', 'b'], (line) => faults.push(line));
      expect(facts.map(({project, acts, entries}) => [project, acts, entries])).toEqual([
        ['a', null, null],
        ['b', null, null],
      ]);
      expect(faults).toHaveLength(1);
    }));
});
