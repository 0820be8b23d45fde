import type {Entry} from '../entry.ts';
import type {StoredValue} from '../store/ledger-store.ts';
import {storedProject, storedText, storedTextOrNull} from '../stored-text.ts';

/** A text of a mismatch, with the bytes that it counts for. */
export interface Explanation {
  readonly text: string;
  readonly size: number;
}

/** `$1` to `$22` of the statements that write an entry. */
export function entryValues(entry: Entry, size: number, explanation: Explanation | null): StoredValue[] {
  return [
    storedText(entry.id),
    entry.at,
    entry.origin,
    storedText(entry.report),
    storedProject(entry.project),
    entry.from,
    entry.to,
    entry.outcome,
    storedTextOrNull(entry.reason),
    storedText(entry.evidenceKey),
    storedTextOrNull(entry.dataDigest),
    entry.records.control,
    entry.records.candidate,
    entry.failing,
    entry.cause,
    entry.unexplained,
    entry.milliseconds.control,
    entry.milliseconds.candidate,
    storedTextOrNull(entry.fingerprint),
    size,
    explanation?.text ?? null,
    explanation?.size ?? 0,
  ];
}
