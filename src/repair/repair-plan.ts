import type {RecordKey} from '../core/source-snapshot.ts';

/** A record that the control and the database do not hold alike, as far as a repair must know it. */
export interface Blame {
  readonly key: RecordKey;
  readonly kind: 'missing' | 'extra' | 'changed' | 'superseded' | 'unreadable';
  /** The file of the control's winning snapshot; null if the control has no readable one. */
  readonly fileName: string | null;
  /** Whether it is the database that has no readable snapshot, since it refused what the file says. */
  readonly isRefused: boolean;
  /** Whether the file behind `unreadable` could not be had this time, and may say something the next time. */
  readonly isPassing: boolean;
}

export type RepairAction = 'write' | 'delete';

export interface RepairStep extends Blame {
  readonly action: RepairAction;
}

/** What a repair does, and what it leaves as it is because nobody asked for it. */
export interface RepairPlan {
  readonly steps: readonly RepairStep[];
  readonly left: readonly (RepairStep & {readonly because: 'extra' | 'unreadable' | 'passing' | 'refused'})[];
}

export interface RepairOptions {
  /** Delete records that the control does not have. */
  readonly prune: boolean;
  /** Write over or delete records whose newest file cannot be read, although the database has the only readable copy. */
  readonly discardUnreadable: boolean;
}

/** The database should become equal to the control; what would destroy the only copy of something must be asked for. */
export function planRepair(blamed: readonly Blame[], {prune, discardUnreadable}: RepairOptions): RepairPlan {
  const steps: RepairStep[] = [];
  const left: (RepairStep & {because: 'extra' | 'unreadable' | 'passing' | 'refused'})[] = [];
  for (const blame of blamed) {
    const step: RepairStep = {...blame, action: blame.fileName === null ? 'delete' : 'write'};
    if (blame.isRefused) left.push({...step, because: 'refused'});
    else if (blame.kind === 'unreadable') {
      // A right that is missing or a FIFO in its place says nothing of what the file holds.
      if (blame.isPassing) left.push({...step, because: 'passing'});
      else if (discardUnreadable) steps.push(step);
      else left.push({...step, because: 'unreadable'});
    } else if (step.action === 'delete' && !prune) left.push({...step, because: 'extra'});
    else steps.push(step);
  }
  return {steps, left};
}
