import {ReportError, UsageError} from '../../core/errors.ts';
import type {ReportSource} from '../../core/report-source.ts';
import type {StoredDays} from '../../core/stored-day.ts';
import {stages} from '../stage.ts';
import {type Reach, reachOf} from './data-state.ts';
import {NotLoaded} from './notices.ts';
import type {Serving} from './serving.ts';

/** Control alone. */
export async function serveControl<M>({request, control, output}: Serving<M>): Promise<void> {
  const model = await control.withSource((source) => answered(source));
  await output.print(model);

  async function answered(source: ReportSource): Promise<M> {
    const found = await request.ask(source);
    await output.tell(found, source);
    return found;
  }
}

/** Candidate alone; control if candidate cannot answer, and if the stage and the settings allow it. */
export async function serveCandidate<M>(serving: Serving<M>): Promise<void> {
  const {request, candidate, output, rules} = serving;
  const mayFallBack = stages[serving.stage].mayFallBack && rules.fallback === 'file';
  let reach: Reach | null = null;
  const ask = async (source: ReportSource, storedDays: StoredDays): Promise<M> => {
    const model = await request.ask(source);
    // If no files would be asked in any case, none are looked at: they need not be there any more.
    if (mayFallBack) {
      reach = await reachIn(serving, storedDays);
      if (reach !== null && reach.notLoaded.length > 0) throw new NotLoaded(candidate.location, reach.notLoaded);
    }
    await output.tell(model, source);
    return model;
  };
  let model: M;
  try {
    model = await candidate.withSource(ask);
  } catch (error) {
    if (!mayFallBack || rules.isStrict || isOfUser(error)) throw error;
    const {serveFallback} = await import('./fallback.ts');
    return serveFallback(serving, error, reach);
  }
  await output.print(model);
}

/** Null if the files or the database do not say: then the database answers as it is. */
async function reachIn<M>({request, control}: Serving<M>, storedDays: StoredDays): Promise<Reach | null> {
  try {
    const listed = await control.listedDays(request.question, {digests: false});
    return reachOf(listed, await storedDays(request.question));
  } catch {
    return null;
  }
}

/** What would be wrong with the files, too. */
function isOfUser(error: unknown): boolean {
  return error instanceof UsageError || error instanceof ReportError;
}
