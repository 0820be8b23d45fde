import {expect, it} from '@jest/globals';
import {formatIndexChanges} from '../../src/format/index-changes.ts';

it('says of each index what became of it, in columns', () => {
  const changes = [
    {name: 'runs_by_trace', changed: true},
    {name: 'runs_short', changed: false},
  ] as never;
  expect(formatIndexChanges(changes, 'drop')).toBe('runs_by_trace dropped\nruns_short    was not there\n');
  expect(formatIndexChanges(changes, 'create')).toBe('runs_by_trace created\nruns_short    was there\n');
});
