import {shellWord} from '../../../core/shell-word.ts';
import type {Break, Evidence} from '../evidence.ts';
import {byEvidence, counted, type Judge, type Judgement, judged} from './judgement.ts';

const NONE = 'none since the last release';

/** Only a person can say that a mismatch is understood, so only a release ends it. */
export const mismatches: Judge = byEvidence(
  () => NONE,
  ({project}, {breaks}, need) =>
    breaksJudged(
      breaks.filter(({kind, isOpen}) => kind === 'mismatch' && isOpen),
      need,
      `lse rollout release ${shellWord(project)}`,
    ),
);

/** Missing rights, a missing schema and bugs: they do not pass by themselves, so one of them is enough. */
export const faults: Judge = byEvidence(
  () => 'none that is open, of permission, schema or a bug',
  ({project}, {breaks}, need) =>
    breaksJudged(
      breaks.filter(({kind, isOpen}) => kind !== 'mismatch' && isOpen),
      need,
      breaks.some(({kind}) => kind === 'bug')
        ? `lse rollout release ${shellWord(project)}`
        : `lse report compare --project ${shellWord(project)} --all-dates`,
    ),
);

export const unexplained: Judge = byEvidence(
  () => NONE,
  (_, {unexplained: {certain, unreadable}}: Evidence, need) => {
    if (certain > 0) return judged('broken', `${counted(certain, 'comparison')} with unexplained differences`, need);
    if (unreadable > 0)
      return judged('unknown', `${counted(unreadable, 'comparison')} whose differences are not known`, need);
    return judged('met', 'none', need);
  },
);

function breaksJudged(breaks: readonly Break[], need: string, command: string): Judgement {
  const [last] = breaks
    .map(({at, report}) => `at ${at} of ${report}`)
    .sort()
    .slice(-1);
  if (last === undefined) return judged('met', 'none', need);
  const kinds = [...new Set(breaks.map(({kind}) => kind))].sort().join(', ');
  return judged('broken', `${breaks.length} (${kinds}), the last ${last}`, `${need}; when it is corrected: ${command}`);
}
