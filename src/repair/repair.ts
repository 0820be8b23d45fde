import type {DocumentTree} from '../core/document-tree.ts';
import {SourceError} from '../core/errors.ts';
import {dropped, giveBack} from '../core/large-memory.ts';
import type {DayWriter, RecordStore, RefusedRecord, StagedRecord} from '../core/record-store.ts';
import {type RunDocument, UnreadableDocument} from '../core/run-document.ts';
import type {DayKey} from '../core/scope.ts';
import {stageDocument} from '../transfer/staged-document.ts';
import type {RepairStep} from './repair-plan.ts';

/** A batch is full at either bound, this one or that of the database, as in a load. */
const BATCH_RECORDS = 256;

/**
 * Carries out a plan in one transaction: afterwards every step is done, or nothing is. What is written is the control's
 * own document, whatever is newer.
 *
 * @throws SourceError if a file can no longer be read, or the database refuses it; then nothing was changed
 */
export async function repair(
  tree: DocumentTree,
  store: RecordStore,
  steps: readonly RepairStep[],
  onStep: () => void = () => {},
): Promise<void> {
  const days = groupByDay(steps);
  if (days.length === 0) return;
  let told = 0;
  await store.withDays(days, async (writerOf) => {
    await requireStill(tree, steps);
    let done = 0;
    for (const day of days) {
      const writer = writerOf(day);
      await writer.remove(day.steps.filter(({action}) => action === 'delete').map(({key}) => key.runId));
      await rewrite(tree, store, writer, day);
      for (const _ of day.steps) {
        done += 1;
        // A repair that is begun again was told of once.
        if (done > told) onStep();
        told = Math.max(told, done);
      }
    }
  });
  await store.settle([...new Set(days.map(({date}) => date))]);
}

/**
 * What is deleted or dropped is in no file, as far as the listing knew. It is looked at once more before that: what
 * went meanwhile may be about to come back.
 */
async function requireStill(tree: DocumentTree, steps: readonly RepairStep[]): Promise<void> {
  const destroyed = steps.filter(({action, kind}) => action === 'delete' || kind === 'unreadable');
  if (destroyed.length === 0) return;
  const days = new Set(destroyed.map(({key}) => `${key.project}/${key.date}`));
  const change = (await tree.changes()).find(({project, date}) => days.has(`${project}/${date}`));
  if (change === undefined) return;
  throw new SourceError(
    'LSE_DATA_DIR',
    `The file ${change.path} ${change.change} while it was compared, and records would be deleted; nothing was repaired.`,
    'Repair again when nobody writes there: lse db repair',
  );
}

interface DaySteps extends DayKey {
  readonly steps: RepairStep[];
}

function groupByDay(steps: readonly RepairStep[]): DaySteps[] {
  const days = new Map<string, DaySteps>();
  for (const step of steps) {
    const {project, date} = step.key;
    const name = JSON.stringify([project, date]);
    const day = days.get(name) ?? {project, date, steps: []};
    day.steps.push(step);
    days.set(name, day);
  }
  return [...days.values()];
}

async function rewrite(tree: DocumentTree, store: RecordStore, writer: DayWriter, day: DaySteps): Promise<void> {
  const fileNames = day.steps.filter(({action}) => action === 'write').map(({fileName}) => fileName as string);
  let batch: StagedRecord[] = [];
  let bytes = 0;
  const flush = async (): Promise<void> => {
    giveBack();
    const {refused} = await writer.stage(batch, {twins: false});
    const runIds = batch.map(({runId}) => runId);
    for (const record of refused.length > 0 ? refused : await writer.write(runIds)) throw refusedBy(day, record);
    for (const {data} of batch) dropped(data.length);
    batch = [];
    bytes = 0;
  };
  const stagedOf = (document: RunDocument, fileName: string): StagedRecord => {
    try {
      return stageDocument(document, fileName, store.textForm);
    } catch (error) {
      if (error instanceof UnreadableDocument)
        throw unreadable(`${day.project}/${day.date}/${fileName}`, error.message);
      throw error;
    }
  };
  // On its own, so that the loop does not hold on to what was written while the next file is read.
  const add = async (document: RunDocument, fileName: string): Promise<void> => {
    const record = stagedOf(document, fileName);
    batch.push(record);
    bytes += record.data.length + (record.raw?.length ?? 0);
    if (batch.length >= BATCH_RECORDS || bytes >= store.batchBytes) await flush();
  };
  for await (const {fileName, read: document, reason} of tree.documents({...day, fileNames})) {
    if (document === null) throw unreadable(`${day.project}/${day.date}/${fileName}`, reason);
    await add(document, fileName);
  }
  if (batch.length > 0) await flush();
}

function refusedBy({project, date}: DayKey, {fileName, reason}: RefusedRecord): SourceError {
  return new SourceError(
    'LSE_DATABASE',
    `The database does not take ${project}/${date}/${fileName} (${reason}); nothing was repaired.`,
    'Load what it takes, after which a repair passes over the rest: lse db load',
  );
}

function unreadable(path: string, reason: string): SourceError {
  return new SourceError(
    'LSE_DATA_DIR',
    `The file ${path} cannot be read any more (${reason}); nothing was repaired.`,
    'See what differs now with: lse db verify',
  );
}
