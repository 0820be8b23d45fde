import type {Evidence, Tally} from '../evidence.ts';
import type {Condition} from '../gate.ts';
import {byEvidence, isShare, type Judge, type Judgement, judged, percent} from './judgement.ts';

const NOTHING = 'nothing was asked';

/** How much of what was asked was compared: one side that never answers would otherwise look like one that always agrees. */
export const coverage: Judge = byEvidence(
  ({requirements}) => `at least ${percent(requirements.coverage)} compared`,
  ({requirements}, evidence, need) =>
    worst(
      evidence,
      ({compared}) => compared,
      requirements.coverage,
      (share) => -share,
      'unmet',
      need,
    ),
);

export const failures: Judge = byEvidence(
  ({requirements}) => `at most ${percent(requirements.failures)} failed`,
  ({requirements}, evidence, need) =>
    worst(
      evidence,
      ({failed}) => failed,
      requirements.failures,
      (share) => share,
      'broken',
      need,
    ),
);

export const inconclusive: Judge = byEvidence(
  ({requirements}) => `at most ${percent(requirements.inconclusive)} inconclusive`,
  ({requirements}, evidence, need) =>
    worst(
      evidence,
      ({inconclusive: none}) => none,
      requirements.inconclusive,
      (share) => share,
      'unmet',
      need,
    ),
);

/** The report that is furthest from what is asked decides: many matches of one report must not hide the failures of another. */
function worst(
  {asked}: Evidence,
  part: (tally: Tally) => number,
  limit: number,
  badness: (share: number) => number,
  otherwise: Condition['state'],
  need: string,
): Judgement {
  const shares = [...asked].map(([report, tally]) => ({report, tally, share: part(tally) / tally.asked}));
  const unasked = shares.find(({tally}) => tally.asked === 0);
  const [first, ...others] = shares.filter(({tally}) => tally.asked > 0);
  if (first === undefined) return judged('unknown', unasked === undefined ? 'no report counts' : NOTHING, need);
  const {report, tally, share} = others.reduce(
    (most, each) => (badness(each.share) > badness(most.share) ? each : most),
    first,
  );
  const have = `${part(tally)} of ${tally.asked} (${percent(share)}) of ${report}`;
  if (!isShare(limit)) return judged('unknown', have, need);
  if (badness(share) > badness(limit)) return judged(otherwise, have, need);
  return unasked === undefined ? judged('met', have, need) : judged('unknown', `${unasked.report} was not asked`, need);
}
