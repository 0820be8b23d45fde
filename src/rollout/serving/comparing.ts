import {randomUUID} from 'node:crypto';
import {failingTracesOf} from '../../asking/answer.ts';
import type {Question} from '../../asking/question.ts';
import type {Observation} from '../../compare/observation.ts';
import type {ReportSource} from '../../core/report-source.ts';
import {zenrowsErrors} from '../../core/reports/zenrows-errors.ts';
import type {Entry, Origin} from '../ledger/entry.ts';
import {type CodeReportName, type Evidence, evidenceKey} from '../ledger/evidence-key.ts';
import {schemaVersion} from '../ledger/schema-version.ts';
import {CandidateSession} from './candidate-session.ts';
import {type Examination, examine, found, type OnFound} from './examination.ts';
import {observationOf, observeSide} from './observation.ts';
import type {ReportRequest} from './request.ts';
import type {Serving} from './serving.ts';
import type {CandidateSide, ControlSide} from './sides.ts';

/** One question, and both sides that are asked it. */
export interface Compared<M> {
  readonly request: ReportRequest<M>;
  readonly control: ControlSide;
  readonly candidate: CandidateSide;
}

/** The result of a comparison so far; `right` is null as long as the database has not answered. */
export interface Outlook {
  readonly examination: Examination;
  readonly left: Observation;
  readonly right: Observation | null;
}

/** A snapshot of the database that has answered, or failed to. */
export interface AnsweredSession {
  readonly session: CandidateSession;
  readonly right: Observation;
}

export interface ComparingBounds {
  /** Milliseconds for all of it. */
  readonly limit: number;
  readonly applicationName: string | null;
}

/** Longer than the limit itself: what is cancelled must still say so. */
const GRACE_MILLISECONDS = 100;

/**
 * Compares an answer of control, which is still open, with the database's, and once more with both asked again if data moved in
 * between. Ends in time, with what is known by then; only a bug makes it fail.
 */
export async function compareWith<M>(
  compared: Compared<M>,
  control: ReportSource,
  left: Observation,
  {limit, applicationName}: ComparingBounds,
  answered: AnsweredSession | null = null,
): Promise<Outlook> {
  const until = performance.now() + limit;
  let outlook: Outlook = {examination: found('timed out', {reason: 'LATE'}), left, right: null};
  const onOutlook = (next: Outlook): void => {
    outlook = next;
  };
  const once = async (
    source: ReportSource,
    observation: Observation,
    given: AnsweredSession | null,
  ): Promise<Outlook> => {
    const left = Math.max(1, until - performance.now());
    const right = given ?? (await ask(compared, {limit: left, applicationName}));
    return attempt(compared, source, observation, right, onOutlook);
  };
  const comparing = once(control, left, answered).then((first) =>
    first.examination.outcome === 'moved' ? again(compared, (source, next) => once(source, next, null)) : first,
  );
  return inTime(limit + GRACE_MILLISECONDS, comparing, () => outlook);
}

/** Asks both sides again if data moved. Once only: data that moves all the time would be asked for ever. */
async function again<M>(
  {request, control}: Compared<M>,
  once: (source: ReportSource, left: Observation) => Promise<Outlook>,
): Promise<Outlook> {
  return control.withSource(
    async (source) => once(source, observationOf(await observeSide(request, (work) => work(source)))),
    {watched: true},
  );
}

async function ask<M>(
  {request, candidate}: Compared<M>,
  {limit, applicationName}: ComparingBounds,
): Promise<AnsweredSession> {
  const session = new CandidateSession(candidate, limit, applicationName);
  return {session, right: observationOf(await observeSide(request, (work) => session.ask(work)))};
}

async function attempt<M>(
  {request, control}: Compared<M>,
  source: ReportSource,
  left: Observation,
  {session, right}: AnsweredSession,
  onOutlook: (outlook: Outlook) => void,
): Promise<Outlook> {
  try {
    const onFound: OnFound = (examination) => onOutlook({examination, left, right});
    onFound(found('timed out', {reason: 'LATE'}));
    const sides = {control: source, listedDays: control.listedDays, session};
    return {examination: await examine(request.question, left, right, sides, onFound), left, right};
  } finally {
    await session.close();
  }
}

/** What comes later than that is replaced, and its failure is nobody's any more. */
export async function inTime<T>(milliseconds: number, work: Promise<T>, instead: () => T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(instead()), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** As the ledger keeps it. */
export function entryOf(
  {
    request,
    control,
    candidate,
    settings,
  }: Pick<Serving<unknown>, 'control' | 'candidate' | 'settings'> & {
    readonly request: Pick<ReportRequest<unknown>, 'question'>;
  },
  origin: Origin,
  {examination, left, right}: {examination: Examination; left: Observation | null; right: Observation | null},
): Entry {
  const {report, project, from, to} = request.question;
  const {outcome, reason, dataDigest, cause, unexplained, fingerprint} = examination;
  return {
    id: randomUUID(),
    at: new Date().toISOString(),
    origin,
    report,
    project,
    from,
    to,
    outcome,
    reason,
    evidenceKey: evidenceKey({
      report: evidenceReport(request.question),
      schemaVersion,
      sources: {control: control.kind, candidate: candidate.kind},
      settings,
    }),
    dataDigest,
    records: {control: recordsOf(left), candidate: recordsOf(right)},
    failing: left?.outcome === 'answered' ? failingTracesOf(left.answer) : null,
    cause,
    unexplained,
    milliseconds: {control: left?.milliseconds ?? null, candidate: right?.milliseconds ?? null},
    fingerprint,
  };
}

/** `zenrows-errors` is one report, whether one date of it is asked for or several at once. */
export function evidenceReport({report, compiled}: Question): Evidence['report'] {
  if (report === zenrowsErrors.name) return 'zenrows-errors';
  return compiled === null ? (report as CodeReportName) : compiled.definition;
}

function recordsOf(observation: Observation | null): number | null {
  return observation?.outcome === 'answered' ? observation.answer.records : null;
}
