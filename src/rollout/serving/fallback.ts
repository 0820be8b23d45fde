import type {Entry} from '../ledger/entry.ts';
import {Book} from './book.ts';
import {LateAnswer} from './candidate-session.ts';
import {entryOf} from './comparing.ts';
import type {Reach} from './data-state.ts';
import {found} from './examination.ts';
import {reasonOf} from './failure-reason.ts';
import {ownAct} from './holds.ts';
import {errorSentence, fallbackNotice, NotLoaded, staleNotice} from './notices.ts';
import {observationOf, observeSide} from './observation.ts';
import type {Serving} from './serving.ts';

/**
 * Prints what the files answer in place of a database that could not, and says so. Where the files cannot either, what is wrong with them
 * is the error, since it is they that can be asked at all.
 */
export async function serveFallback<M>(serving: Serving<M>, error: unknown, reach: Reach | null): Promise<void> {
  const {request, control, output} = serving;
  const book = new Book(serving.withLedger, (line) => output.say(line));
  const reason = reasonOf(error);
  let isOpen = false;
  try {
    await control.withSource(async (source) => {
      const left = await observeSide(request, (work) => work(source));
      if (left.outcome === 'failed') throw left.error;
      isOpen = true;
      const {model, answer} = left.served;
      await output.tell(model, source);
      await output.print(model);
      await output.end();
      await output.say(fallbackNotice(error), ...staleNotice(reach));
      const observation = observationOf(left);
      const examination = found(outcomeOf(error), {reason: error instanceof NotLoaded ? null : reason, reach});
      if (reach === null) await output.say(...(await behindLedger(serving, book, answer.records)));
      await book.record(entryOf(serving, 'live', {examination, left: observation, right: null}));
      await noteFallback(serving, book, reason);
    });
  } catch (ofControl) {
    if (isOpen) throw ofControl;
    await output.say(`Warning: The database could not answer either. ${errorSentence(error)}`);
    const examination = found('both failed', {reason: `${reasonOf(ofControl)} ${reason}`});
    await book.record(entryOf(serving, 'live', {examination, left: null, right: null}));
    throw ofControl;
  }
}

/** Of every project that the report is about: each was served by something else than its stage says. */
export async function noteFallback<M>(serving: Serving<M>, book: Book, reason: string): Promise<void> {
  const at = new Date().toISOString();
  const projects = await projectsOf(serving);
  await book.note(
    projects.map((project) => ownAct('fell back', project, reason, {at, from: serving.stage, to: 'file'})),
  );
}

/** By name, or those of all that have files in the scope; none where that cannot be found out. */
export async function projectsOf<M>({request: {question}, control}: Serving<M>): Promise<string[]> {
  if (question.project !== null) return [question.project];
  const days = await control.listedDays(question, {digests: false}).catch(() => []);
  return [...new Set(days.map(({project}) => project))];
}

function outcomeOf(error: unknown): Entry['outcome'] {
  if (error instanceof NotLoaded) return 'not loaded';
  return error instanceof LateAnswer ? 'timed out' : 'candidate failed';
}

/**
 * A database that is down does not say how far it reaches. So the files are compared with what either side had when it last answered
 * the same; where that is not known, that is said.
 */
export async function behindLedger<M>({request}: Serving<M>, book: Book, records: number): Promise<string[]> {
  const {report, project, from, to} = request.question;
  const entries = (await book.entries(project)) ?? [];
  const known = entries
    .filter((entry) => entry.report === report && entry.from === from && entry.to === to)
    .filter(({records}) => records.candidate !== null)
    .map((entry) => Math.max(entry.records.control ?? 0, entry.records.candidate ?? 0));
  const before = known.at(-1);
  if (before === undefined || before === 0) {
    return [
      'Warning: Whether the files are as new as the database is not known: it cannot be asked, and nothing was compared before.',
    ];
  }
  if (records >= before) return [];
  return [
    `Warning: The files lie behind: they have ${records} records, and there were ${before} when this was asked before. What they answered is not the newest.`,
  ];
}
