import type {Answer} from '../../asking/answer.ts';
import {judge} from '../../compare/result.ts';
import {stages} from '../stage.ts';
import {CandidateSession} from './candidate-session.ts';
import type {Both, Choice} from './choice.ts';
import {aloneNotice, fallbackNotice} from './notices.ts';
import {observationOf, observeSide, type Served} from './observation.ts';
import type {ReportRequest} from './request.ts';
import type {Serving} from './serving.ts';

/**
 * Asks both sides at once. Prints the database's answer if both agree to the byte, that of the files if they differ or if the
 * database fails or is late, and then finds out why. A strict one prints what both agree on, or nothing.
 */
export async function serveBefore<M>(serving: Serving<M>): Promise<void> {
  const {request, control, candidate, rules} = serving;
  const start = performance.now();
  const session = new CandidateSession(candidate, rules.liveLimit, null);
  const asked = observeSide(request, (work) => session.ask(work));
  let isOpen = false;
  try {
    await control.withSource(
      async (source) => {
        isOpen = true;
        const left = await observeSide(request, (work) => work(source));
        await conclude(serving, {source, left, right: await asked, session});
      },
      {watched: true},
    );
  } catch (error) {
    if (isOpen) throw error;
    const left = {outcome: 'failed', error, milliseconds: performance.now() - start} as const;
    await conclude(serving, {source: null, left, right: await asked, session});
  } finally {
    await session.close();
  }
}

async function conclude<M>(serving: Serving<M>, both: Both<M>): Promise<void> {
  const {output, rules} = serving;
  const choice = choose(serving, both);
  const isPrinted = choice.side !== null && (choice.kind === 'agreed' || !rules.isStrict);
  if (isPrinted) {
    await tell(serving, both, choice);
    await output.print(choice.model);
    await output.end();
    if (choice.kind === 'fallback') await output.say(fallbackNotice(choice.error));
    if (choice.kind === 'alone') await output.say(aloneNotice(choice.error));
  }
  // Loaded when the report is printed: nobody who waits for it waits for what explains.
  const {accountFor} = await import('./live-account.ts');
  const {error, notices} = await accountFor(serving, both, choice, isPrinted);
  await output.say(...notices);
  if (!isPrinted) throw error;
}

function choose<M>({request, stage, rules}: Serving<M>, {left, right}: Both<M>): Choice<M> {
  if (left.outcome === 'failed') {
    if (right.outcome === 'failed') return {kind: 'none', side: null, error: left.error};
    return {kind: 'alone', side: 'candidate', model: right.served.model, error: left.error};
  }
  if (right.outcome === 'failed') {
    const mayFallBack = stages[stage].mayFallBack && rules.fallback === 'file';
    if (!mayFallBack) return {kind: 'none', side: null, error: right.error};
    return {kind: 'fallback', side: 'control', model: left.served.model, error: right.error};
  }
  return agree(request, left.served, right.served)
    ? {kind: 'agreed', side: 'candidate', model: right.served.model, error: null}
    : {kind: 'different', side: 'control', model: left.served.model, error: null};
}

/** To the byte, in every format and without masking; two that have no record agree if they print the same. */
function agree<M>({question}: ReportRequest<M>, left: Served<M>, right: Served<M>): boolean {
  const [control, candidate] = [left, right].map((served) => observationOf({outcome: 'answered', served}));
  if (control === undefined || candidate === undefined) return false;
  const {verdict, reason} = judge(question, control, candidate);
  return verdict === 'matched' || (reason === 'empty' && printsAlike(left.answer, right.answer));
}

function printsAlike({renderings}: Answer, other: Answer): boolean {
  return renderings.every(({exact}, at) => exact === other.renderings[at]?.exact);
}

/** If a side broke after it answered, the report is whole all the same. */
async function tell<M>(
  {output}: Serving<M>,
  {source, session}: Both<M>,
  {side, model}: Extract<Choice<M>, {side: 'control' | 'candidate'}>,
): Promise<void> {
  if (side === 'candidate') await session.ask((opened) => output.tell(model, opened)).catch(() => {});
  else if (source !== null) await output.tell(model, source);
}
