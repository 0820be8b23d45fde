import {randomUUID} from 'node:crypto';
import type {Observation} from '../../compare/observation.ts';
import type {ReportSource} from '../../core/report-source.ts';
import {Book} from './book.ts';
import {compareWith, entryOf} from './comparing.ts';
import {type Examination, found} from './examination.ts';
import {reasonOf} from './failure-reason.ts';
import type {Serving, ShadowMode} from './serving.ts';

/** What the server lists the one connection of a shadow as. */
export const SHADOW_NAME = 'lse-shadow';

/** What was printed, with what there is to know of it. */
interface Printed<M> {
  readonly model: M;
  readonly source: ReportSource;
  readonly milliseconds: number;
}

const FOLLOW_UPS: Readonly<
  Record<ShadowMode, <M>(serving: Serving<M>, printed: Printed<M>, book: Book) => Promise<void>>
> = {now: compareNow, queue: writeDown};

/** What is done when the report is printed. Whatever fails in it is written down and never raised. */
export async function followUp<M>(serving: Serving<M>, printed: Printed<M>): Promise<void> {
  const book = bookOf(serving);
  try {
    await FOLLOW_UPS[serving.rules.shadowMode](serving, printed, book);
  } catch (error) {
    await record(serving, book, found('harness error', {reason: reasonOf(error)}), null, null).catch(() => {});
  }
}

/** For files that could not answer; whoever asked them raises that error. */
export async function recordFailure<M>(serving: Serving<M>, error: unknown): Promise<void> {
  await record(serving, bookOf(serving), found('control failed', {reason: reasonOf(error)}), null, null);
}

async function writeDown<M>({request}: Serving<M>, _printed: Printed<M>, book: Book): Promise<void> {
  const {report, project, from, to} = request.question;
  await book.enqueue({id: randomUUID(), at: new Date().toISOString(), report, project, from, to});
}

async function compareNow<M>(
  serving: Serving<M>,
  {model, source, milliseconds}: Printed<M>,
  book: Book,
): Promise<void> {
  const {request, rules} = serving;
  const admission = await book.admit(rules.budget);
  if (admission !== 'admitted') {
    const reason = admission === 'resting' ? 'RESTING' : 'TOO_MANY';
    if (admission !== null) await record(serving, book, found('skipped', {reason}), null, null);
    return;
  }
  const left: Observation = {outcome: 'answered', answer: await request.answerOf(model, source), milliseconds};
  const bounds = {limit: rules.shadowLimit, applicationName: SHADOW_NAME};
  const outlook = await compareWith(serving, source, left, bounds);
  await record(serving, book, outlook.examination, outlook.left, outlook.right);
}

async function record<M>(
  serving: Serving<M>,
  book: Book,
  examination: Examination,
  left: Observation | null,
  right: Observation | null,
): Promise<void> {
  await book.record(entryOf(serving, 'shadow', {examination, left, right}), examination.explanation);
}

function bookOf<M>({withLedger, output}: Serving<M>): Book {
  return new Book(withLedger, (line) => output.say(line));
}
