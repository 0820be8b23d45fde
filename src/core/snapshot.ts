import {compareCodePoints} from './code-point-order.ts';
import {compareInstants, type Instant} from './instant.ts';

/** What decides between two documents of one record. */
export interface Snapshot {
  readonly extractedAt: Instant | null;
  /** Null for a row that another program inserted: a file that is as new wins over it. */
  readonly fileName: string | null;
}

/** Positive if left is newer: it has the later `extracted_at`, or the same one and the greater file name. */
export function compareSnapshots(left: Snapshot, right: Snapshot): number {
  return compareExtraction(left.extractedAt, right.extractedAt) || compareNames(left.fileName, right.fileName);
}

/** Positive if left was extracted later; a time that is missing or unreadable is oldest. */
export function compareExtraction(left: Instant | null, right: Instant | null): number {
  if (left === null || right === null) return Number(left !== null) - Number(right !== null);
  return compareInstants(left, right);
}

function compareNames(left: string | null, right: string | null): number {
  if (left === null || right === null) return Number(left !== null) - Number(right !== null);
  return compareCodePoints(left, right);
}
