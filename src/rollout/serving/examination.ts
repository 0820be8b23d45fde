import type {Answer} from '../../asking/answer.ts';
import type {Question} from '../../asking/question.ts';
import {explainAnswers} from '../../compare/comparison.ts';
import {EvidenceReader} from '../../compare/explanation/evidence.ts';
import {type ExplanationDocument, explanationDocument} from '../../compare/formats/documents/explanation.ts';
import {questionDocument} from '../../compare/formats/documents/question.ts';
import type {Observation} from '../../compare/observation.ts';
import {type Explained, judge, type Result} from '../../compare/result.ts';
import {mayHide} from '../../compare/side-passed-over.ts';
import {digestOfText} from '../../core/digest.ts';
import type {ReportSource} from '../../core/report-source.ts';
import type {StoredDay} from '../../core/stored-day.ts';
import {dataDigest} from '../ledger/data-digest.ts';
import type {Entry, Outcome} from '../ledger/entry.ts';
import {type CandidateSession, LateAnswer} from './candidate-session.ts';
import {type DayName, dataParts, type Reach, reachOf} from './data-state.ts';
import {type DatedBlame, datedBlame} from './extraction-order.ts';
import {reasonOf} from './failure-reason.ts';
import type {ControlSide} from './sides.ts';

/** The result of a comparison, and why, as far as it could be found out. */
export interface Examination
  extends Pick<Entry, 'outcome' | 'reason' | 'dataDigest' | 'cause' | 'unexplained' | 'fingerprint'> {
  /** Of a mismatch, masked. */
  readonly explanation: string | null;
  /** Of a mismatch the days whose records are to blame; of a load that does not reach as far, the days that it does not reach. */
  readonly blamed: readonly DayName[];
  /** Null if the database did not say how far it reaches. */
  readonly reach: Reach | null;
}

/** Both sides, still open. */
export interface ExaminedSides {
  readonly control: ReportSource;
  readonly listedDays: ControlSide['listedDays'];
  readonly session: CandidateSession;
}

/** What is known so far, for whoever cannot wait for the rest. */
export type OnFound = (found: Examination) => void;

/**
 * What follows from both answers: first whether both sides saw the same data, since what moved or was not loaded is no fault, then why
 * they differ. `onFound` is told of what is true already before that takes its time.
 */
export async function examine(
  question: Question,
  left: Observation,
  right: Observation,
  sides: ExaminedSides,
  onFound: OnFound = () => {},
): Promise<Examination> {
  if (left.outcome === 'failed' || right.outcome === 'failed') return withoutAnswer(left, right);
  const result = judge(question, left, right);
  if ((await sides.control.changes()).length > 0) return found('moved');
  const listed = await sides.listedDays(question, {digests: true});
  const stored = await storedDays(question, sides.session);
  if (!(await sides.session.stoodStill())) return found('moved');
  const reach = stored === null ? null : reachOf(listed, stored);
  const known = {reach, dataDigest: stored === null ? null : dataDigest(dataParts(listed, stored))};
  if (result.verdict !== 'mismatched') return alike(result, question, sides, known);
  if (reach !== null && reach.notLoaded.length > 0) return found('not loaded', {...known, blamed: reach.notLoaded});
  // Whatever comes of the explanation, the answers differ.
  onFound(found('mismatched', {...known, reason: 'LATE', cause: 'unexplained', unexplained: 1}));
  const explained = await explain(question, left.answer, right.answer, sides);
  const mismatched = found('mismatched', {...known, ...mismatch(question, explained)});
  if (explained.outcome === 'failed' || reach === null) return mismatched;
  const dated = datedBlame(explained);
  if (isOldLoad(mismatched, dated, reach)) return found('not loaded', {...known, blamed: mismatched.blamed});
  const newer = dated.flatMap(({day, newer}) => (newer === 'candidate' ? [day] : []));
  return {...mismatched, reach: {...reach, treeBehind: distinctDays([...reach.treeBehind, ...newer])}};
}

/** Of two sides when one has no answer, or neither. */
export function withoutAnswer(left: Observation, right: Observation): Examination {
  const [control, candidate] = [failureOf(left), failureOf(right)];
  if (control !== null && candidate !== null) {
    return found('both failed', {reason: `${reasonOf(control)} ${reasonOf(candidate)}`});
  }
  if (control !== null) return found('control failed', {reason: reasonOf(control)});
  return found(candidate instanceof LateAnswer ? 'timed out' : 'candidate failed', {reason: reasonOf(candidate)});
}

export function found(outcome: Outcome, details: Partial<Omit<Examination, 'outcome'>> = {}): Examination {
  return {
    outcome,
    reason: null,
    dataDigest: null,
    cause: null,
    unexplained: 0,
    fingerprint: null,
    explanation: null,
    blamed: [],
    reach: null,
    ...details,
  };
}

/** Nobody knows whether what was not looked at would have made a difference. */
async function alike(
  result: Result,
  question: Question,
  {control, session}: ExaminedSides,
  known: Pick<Examination, 'reach' | 'dataDigest'>,
): Promise<Examination> {
  const isPartial = (source: ReportSource): boolean => source.passedOver().some((each) => mayHide(each, question));
  if (isPartial(control)) return found('control failed', {...known, reason: 'PARTIAL'});
  // If it is late by now, nothing that is known takes the answer back.
  const hides = await session.ask(async (candidate) => isPartial(candidate)).catch(() => false);
  if (hides) return found('candidate failed', {...known, reason: 'PARTIAL'});
  return found(result.verdict === 'matched' ? 'matched' : 'empty', known);
}

/** Null if the database does not say, perhaps since a right is missing: its answer is there all the same. */
async function storedDays(question: Question, session: CandidateSession): Promise<StoredDay[] | null> {
  return session.ask((_, ask) => ask(question)).catch(() => null);
}

/** Never fails: that there is no explanation, perhaps since time ran out, is one more thing to know of a difference. */
async function explain(question: Question, left: Answer, right: Answer, sides: ExaminedSides): Promise<Explained> {
  const explained = sides.session.ask((candidate) => {
    const {control} = sides;
    return explainAnswers(question, left, right, {
      control,
      candidate,
      evidence: new EvidenceReader(control, candidate),
    });
  });
  return explained.catch((error: unknown) => ({outcome: 'failed', error}) as const);
}

/** What the ledger keeps of a mismatch: its explanation, masked, and the digest of it. `document` is the masked explanation. */
export function mismatch(
  question: Question,
  explained: Explained,
  document: ExplanationDocument = explanationDocument(explained, true),
): Partial<Examination> & {readonly explanation: string} {
  const explanation = JSON.stringify({...questionDocument(question), ...document});
  const fingerprint = digestOfText(explanation);
  if (explained.outcome === 'failed') {
    return {reason: reasonOf(explained.error), cause: 'unexplained', unexplained: 1, fingerprint, explanation};
  }
  const {cause, unexplained, blamed} = explained.explanation;
  const days = distinctDays(blamed.map(({key: {project, date}}) => ({project, date})));
  // A fault is one of data only if the records account for all of it.
  const proven = cause === 'data' && unexplained > 0 ? 'unexplained' : cause;
  return {cause: proven, unexplained, fingerprint, explanation, blamed: days};
}

/**
 * For every record to blame the files have a newer snapshot, or it is of a day that the database still has as it was loaded,
 * from files that are no longer the same. If the database has the newer snapshot, the record is no sign of an old load.
 */
function isOldLoad({cause}: Examination, dated: readonly DatedBlame[], {loadedFromOthers}: Reach): boolean {
  const isOld = ({day, newer}: DatedBlame): boolean =>
    newer === 'control' ||
    (newer === null && loadedFromOthers.some(({project, date}) => project === day.project && date === day.date));
  return cause === 'data' && dated.length > 0 && dated.every(isOld);
}

function distinctDays(days: readonly DayName[]): DayName[] {
  return [...new Map(days.map((day) => [`${day.date} ${day.project}`, day])).values()];
}

function failureOf(observation: Observation): unknown {
  return observation.outcome === 'failed' ? (observation.error ?? new Error('unknown')) : null;
}
