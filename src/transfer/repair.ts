import type {DocumentTree} from '../core/document-tree.ts';
import {SourceError} from '../core/errors.ts';
import type {DayKey, DayWriter, RecordStore} from '../core/record-store.ts';
import type {RepairStep} from './repair-plan.ts';
import {stageDocument} from './staged-document.ts';

/** Documents held at once, as in a load. */
const BATCH_RECORDS = 256;

/**
 * Carries out a plan in one transaction: afterwards every step is done, or nothing is. What is written is the control's
 * own document, whatever is newer.
 *
 * @throws SourceError where a file can no longer be read; then nothing was changed
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
    let done = 0;
    for (const day of days) {
      const writer = writerOf(day);
      await writer.remove(day.steps.filter(({action}) => action === 'delete').map(({key}) => key.runId));
      await rewrite(tree, store, writer, day);
      for (const _ of day.steps) {
        done += 1;
        // A repair that is begun anew was told of once.
        if (done > told) onStep();
        told = Math.max(told, done);
      }
    }
  });
  await store.settle([...new Set(days.map(({date}) => date))]);
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
  for (let start = 0; start < fileNames.length; start += BATCH_RECORDS) {
    const batch = [];
    for await (const {fileName, document, reason} of tree.documents({
      ...day,
      fileNames: fileNames.slice(start, start + BATCH_RECORDS),
    })) {
      if (document === null) throw unreadable(`${day.project}/${day.date}/${fileName}`, reason);
      batch.push(stageDocument(document, fileName, store.textForm));
    }
    await writer.stage(batch);
    await writer.write(batch.map(({runId}) => runId));
  }
}

function unreadable(path: string, reason: string): SourceError {
  return new SourceError(
    'LSE_DATA_DIR',
    `The file ${path} cannot be read any more (${reason}); nothing was repaired.`,
    'See what differs now with: lse db verify',
  );
}
