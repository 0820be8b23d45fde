import {randomUUID} from 'node:crypto';
import type {Verification, VerifiedProject} from '../../compare/records/verification.ts';
import {digestOfText} from '../../core/digest.ts';
import {LseError} from '../../core/errors.ts';
import {hidesRecords} from '../../core/passed-over.ts';
import type {Scope} from '../../core/scope.ts';
import type {Entry, Outcome} from '../ledger/entry.ts';
import {type Evidence, evidenceKey} from '../ledger/evidence-key.ts';
import {reasonOf} from '../serving/failure-reason.ts';

const REPORT = 'db verify';

/** What of a project an entry says beside that it was verified. */
type Found = Pick<Entry, 'project' | 'from' | 'to' | 'outcome'> &
  Partial<Pick<Entry, 'reason' | 'records' | 'dataDigest' | 'cause' | 'fingerprint'>>;

/** `digestOf` says what data is behind both sides; null if that is not known. */
export type DigestOfDays = (days: Scope) => string | null;

/** What `lse db verify` leaves in the ledger: an entry for each project that either side has, or for the one that neither has. */
export function verificationEntries(
  verification: Verification,
  evidence: Omit<Evidence, 'report'>,
  scope: Scope | null,
  digestOf: DigestOfDays,
): Entry[] {
  const {projects} = verification;
  if (projects.length > 0) {
    return projects.map((each) => entryOf({...foundOf(verification, each), dataDigest: digestOf(each)}, evidence));
  }
  if (scope === null || scope.project === null) return [];
  return [entryOf({...scope, outcome: 'empty', records: {control: 0, candidate: 0}}, evidence)];
}

/** What it leaves if a side could not be read: then nothing is known of any project. */
export function failedVerificationEntry(error: unknown, evidence: Omit<Evidence, 'report'>, scope: Scope): Entry {
  const isControl = error instanceof LseError && error.code === 'LSE_DATA_DIR';
  const outcome = isControl ? 'control failed' : 'candidate failed';
  return entryOf({...scope, outcome, reason: reasonOf(error)}, evidence);
}

function foundOf(verification: Verification, counted: VerifiedProject): Found {
  const {project, from, to, controlRecords: control, candidateRecords: candidate} = counted;
  const differing = verification.differences.filter(({difference}) => difference.key.project === project);
  const found = {project, from, to, records: {control, candidate}};
  const hiding = verification.passedOver.find(
    (each) => hidesRecords(each) && (each.project === null || each.project === project),
  );
  if (hiding !== undefined) return {...found, outcome: `${hiding.side} failed`, reason: 'PARTIAL'};
  if (verification.changes.some(({path}) => path.startsWith(`${project}/`))) return {...found, outcome: 'moved'};
  if (differing.length === 0) return {...found, outcome: sameOutcome(control)};
  const keys = differing.map(({difference: {kind, key}}) => JSON.stringify([key.date, key.runId, kind]));
  return {
    ...found,
    outcome: 'mismatched',
    cause: 'data',
    fingerprint: digestOfText(JSON.stringify([project, ...keys.sort()])),
  };
}

function sameOutcome(records: number): Outcome {
  return records === 0 ? 'empty' : 'matched';
}

function entryOf(
  {reason = null, records = {control: null, candidate: null}, dataDigest = null, cause = null, ...found}: Found,
  evidence: Omit<Evidence, 'report'>,
): Entry {
  return {
    id: randomUUID(),
    at: new Date().toISOString(),
    origin: 'verify',
    report: REPORT,
    project: found.project,
    from: found.from,
    to: found.to,
    outcome: found.outcome,
    reason,
    evidenceKey: evidenceKey({...evidence, report: REPORT}),
    dataDigest,
    records,
    failing: null,
    cause,
    unexplained: 0,
    // Both sides are read side by side, a day at a time: what either took alone is not known.
    milliseconds: {control: null, candidate: null},
    fingerprint: found.fingerprint ?? null,
  };
}
