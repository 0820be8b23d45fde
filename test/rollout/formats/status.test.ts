import {describe, expect, it} from '@jest/globals';
import {formatStatusJson} from '../../../src/rollout/formats/status-json.ts';
import {formatStatusText} from '../../../src/rollout/formats/status-text.ts';
import {AT, blank, busy, statusOf} from './sample-status.ts';

describe('the status as text', () => {
  it('is a table, and what holds each project back', () => {
    expect(formatStatusText(statusOf(busy, blank))).toBe(`Rollout at ${AT}, by the ledger .lse/ledger.db.

Project     Stage                           Parity         Coverage  Streak     Control  Candidate  Gate
my project  file (intended: live)  1999/2000 99.9%  2000/2500 80.0%      12  12 / 40 ms  8 / 22 ms  undecided to db
other       complete                             ?                ?       ?           -          -  -

my project:
  Overdue: it was to stay at live until 2026-11-01.
  Held since ${AT}: logic. Only a person can release it.
  Held from 2025-09-13 to 2025-09-14 since ${AT}: data.
  Last mismatch: zenrows-errors at 2026-11-28T10:00:00.000Z, seen 3 times (f00d).
  Not met: comparisons: 12, needed: 100.
  Unknown: rehearsal: none, needed: within 30 days.
  Next: lse rollout release 'my project'
`);
  });

  it('says that there is nothing, and that the ledger could not be read', () => {
    const text = formatStatusText({...statusOf(), ledger: {location: 'x', fault: 'It is damaged.'}});
    expect(text).toBe(
      `Rollout at ${AT}, by the ledger x.\nThe ledger could not be read: It is damaged. What is not known is shown as ?.\n\nThere are no projects.\n`,
    );
  });

  it('lets no name drive a terminal or begin a line', () => {
    const text = formatStatusText(statusOf({...busy, project: 'a\n\u001b[2J\u009b', next: 'b\nc'}));
    expect(text).toContain('a\\u000a\\u001b[2J\\u009b');
    expect(text).not.toMatch(/[\u001b\u009b]/);
    expect(text).toContain('  Next: b\\u000ac\n');
  });
});

describe('the status as JSON', () => {
  it('has everything, and the shares that follow', () => {
    const {projects, ...rest} = JSON.parse(formatStatusJson(statusOf(busy, blank)));
    expect(rest).toEqual({at: AT, ledger: {location: '.lse/ledger.db', fault: null}});
    expect(projects).toEqual([{...busy, evidence: {...busy.evidence, parity: 0.9995, coverage: 0.8}}, blank]);
    const none = {...busy, evidence: {matched: 0, compared: 0, asked: 0, streak: 0}};
    expect(JSON.parse(formatStatusJson(statusOf(none))).projects[0].evidence).toMatchObject({
      parity: null,
      coverage: null,
    });
  });
});
