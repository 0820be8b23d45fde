import {hidesRecords} from '../../../core/passed-over.ts';
import {type Fix, type FixCommands, fixOf} from '../../fix.ts';
import {type DifferenceKind, differenceKinds} from '../../records/record-difference.ts';
import type {LeftAlone, Verification, VerifiedDifference} from '../../records/verification.ts';
import type {Side} from '../../side.ts';
import {emptyVerifiedSideOf, verificationVerdict} from '../verdict.ts';
import {type RecordDocument, recordDocument} from './explanation.ts';
import {type PassedOverDocument, passedOverDocument} from './passed-over.ts';
import {type PatternDocument, patternDocument} from './pattern.ts';

/** A verification as plain data; docs/verification.schema.json describes it. */
export interface VerificationDocument {
  readonly kind: 'lse-verification';
  readonly version: 1;
  readonly control: Side;
  readonly candidate: Side;
  readonly summary: VerificationSummary;
  /** The verdict on all of it, in one line. */
  readonly verdict: string;
  /** The records that differ, grouped by how they do; the largest pattern first. */
  readonly patterns: readonly PatternDocument[];
  /** What to do about the difference; null if there is none, or if nothing is certain to help. */
  readonly fix: Fix | null;
  readonly changes: readonly {
    readonly side: 'control' | 'candidate';
    readonly path: string;
    readonly change: 'changed' | 'vanished';
  }[];
  /** What the sides did not look at; if it is `partial`, records may lie in it, and the side was not read whole. */
  readonly passedOver: readonly PassedOverDocument[];
  readonly records: readonly VerifiedDocument[];
}

/** `parity` is the share of all records of either side that both hold alike; null if there are none. */
export interface VerificationSummary extends Readonly<Record<DifferenceKind, number>> {
  readonly conclusion: 'the same' | 'different' | 'trouble' | 'nothing compared';
  readonly days: number;
  readonly controlRecords: number;
  readonly candidateRecords: number;
  /** Records that either side has. */
  readonly records: number;
  readonly same: number;
  readonly parity: number | null;
  /** Days that were left alone and what they hold; nothing above counts them. */
  readonly leftAlone: LeftAlone;
}

export interface VerifiedDocument extends RecordDocument {
  /** The other place of the same run with the same content, if one side has it under another date or project. */
  readonly elsewhere: {readonly project: string; readonly date: string} | null;
}

export function verificationDocument(
  verification: Verification,
  {mask, fixCommands = null}: {readonly mask: boolean; readonly fixCommands?: FixCommands | null},
): VerificationDocument {
  const {control, candidate, differences, changes, passedOver} = verification;
  const summary = summaryOf(verification);
  const patterns = verification.patterns.map((pattern) => patternDocument(pattern, mask));
  return {
    kind: 'lse-verification',
    version: 1,
    control,
    candidate,
    summary,
    verdict: verificationVerdict(summary, {
      patterns,
      changes: changes.length,
      isPartial: passedOver.some(hidesRecords),
    }),
    patterns,
    fix:
      summary.conclusion === 'different'
        ? fixOf({patterns: verification.patterns, emptySide: emptyVerifiedSideOf(summary), isLogic: false}, fixCommands)
        : null,
    changes: changes.map(({side, path, change}) => ({side, path, change})),
    passedOver: passedOver.map(passedOverDocument),
    records: differences.map((each) => verifiedDocument(each, mask)),
  };
}

function summaryOf({
  days,
  controlRecords,
  candidateRecords,
  same,
  differences,
  changes,
  passedOver,
  leftAlone,
}: Verification): VerificationSummary {
  const records = same + differences.length;
  const kinds = Object.fromEntries(
    differenceKinds.map((kind) => [kind, differences.filter(({difference}) => difference.kind === kind).length]),
  ) as Record<DifferenceKind, number>;
  return {
    conclusion: conclude(records + leftAlone.records, differences.length, {
      changed: changes.length,
      isPartial: passedOver.some(hidesRecords),
    }),
    days,
    controlRecords,
    candidateRecords,
    records,
    same,
    ...kinds,
    parity: records === 0 ? null : same / records,
    leftAlone,
  };
}

/** If files changed meanwhile, or were not all read, what was read proves neither that they are the same nor that they differ. */
function conclude(
  records: number,
  differing: number,
  {changed, isPartial}: {readonly changed: number; readonly isPartial: boolean},
): VerificationSummary['conclusion'] {
  if (isPartial) return 'trouble';
  if (changed > 0) return 'trouble';
  if (differing > 0) return 'different';
  return records > 0 ? 'the same' : 'nothing compared';
}

function verifiedDocument({difference, changes, elsewhere}: VerifiedDifference, mask: boolean): VerifiedDocument {
  const {kind, key} = difference;
  return {
    ...recordDocument({kind, key, difference}, changes, mask),
    elsewhere: elsewhere === null ? null : {project: elsewhere.project, date: elsewhere.date},
  };
}
