import type {Entry} from '../ledger/entry.ts';
import {Book} from './book.ts';
import {LateAnswer} from './candidate-session.ts';
import {entryOf} from './comparing.ts';
import type {Reach} from './data-state.ts';
import {found} from './examination.ts';
import {reasonOf} from './failure-reason.ts';
import {ageByLedger, ageByReach} from './file-age.ts';
import {ownAct} from './holds.ts';
import {errorSentence, fallbackNotice, NotLoaded} from './notices.ts';
import {observationOf, observeSide} from './observation.ts';
import {projectsOf} from './projects.ts';
import type {Serving} from './serving.ts';

/**
 * Prints what the files answer in place of a database that could not, and says so. If the files cannot either, what is wrong with them
 * is the error, since only they can be asked at all.
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
      await output.say(fallbackNotice(error));
      const observation = observationOf(left);
      const examination = found(outcomeOf(error), {reason: error instanceof NotLoaded ? null : reason, reach});
      const age = reach === null ? await ageByLedger(serving, book, answer.records) : ageByReach(serving, reach);
      await output.say(...age.notices);
      await book.record(entryOf(serving, 'live', {examination, left: observation, right: null}));
      await noteFallback(serving, book, reason);
      await book.note(age.acts);
    });
  } catch (ofControl) {
    if (isOpen) throw ofControl;
    await output.say(`Warning: The database could not answer either. ${errorSentence(error)}`);
    const examination = found('both failed', {reason: `${reasonOf(ofControl)} ${reason}`});
    await book.record(entryOf(serving, 'live', {examination, left: null, right: null}));
    throw ofControl;
  }
}

/** For every project that the report is about: each was served by something else than its stage says. */
export async function noteFallback<M>(serving: Serving<M>, book: Book, reason: string): Promise<void> {
  const at = new Date().toISOString();
  const projects = await projectsOf(serving);
  await book.note(
    projects.map((project) => ownAct('fell back', project, reason, {at, from: serving.stage, to: 'file'})),
  );
}

function outcomeOf(error: unknown): Entry['outcome'] {
  if (error instanceof NotLoaded) return 'not loaded';
  return error instanceof LateAnswer ? 'timed out' : 'candidate failed';
}
