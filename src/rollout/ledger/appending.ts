import {type Bounds, boundedText, sizeOf, textSize} from './bounds.ts';
import type {Entry} from './entry.ts';
import {changeSize} from './queries/change-size.ts';
import {insertEntry} from './queries/insert-entry.ts';
import {keepExplanation} from './queries/keep-explanation.ts';
import {noteMismatch, type SeenMismatch} from './queries/note-mismatch.ts';
import {deleteOldestEntries} from './queries/oldest-entries.ts';
import {dropSurplusExplanations} from './queries/surplus-explanations.ts';
import type {Session} from './store/ledger-store.ts';
import {storedProject, storedText} from './stored-text.ts';

/**
 * Writes an entry, counts its mismatch and keeps the project within its bounds. Others may do the same at the same time: from
 * `changeSize` on they wait, if they are about the same project, and who deletes entries or explanations of a project has its size
 * first. So what is held for longest is held last, and no two wait for each other.
 */
export async function append(
  session: Session,
  entry: Entry,
  explanation: string | null,
  bounds: Bounds,
): Promise<void> {
  const project = storedProject(entry.project);
  const size = sizeOf(entry);
  if (!(await insertEntry(session, entry, size))) return;
  let total = await changeSize(session, project, size);
  if (entry.fingerprint !== null) {
    const explained = await count(session, entry, entry.fingerprint, explanation, bounds);
    if (explained !== 0) total = await changeSize(session, project, explained);
  }
  if (total <= bounds.bytes) return;
  const gone = await deleteOldestEntries(session, project, total - bounds.bytes);
  await changeSize(session, project, -gone);
}

/** @returns how many bytes more, or fewer, the explanations of the project count for */
async function count(
  session: Session,
  entry: Entry,
  fingerprint: string,
  explanation: string | null,
  bounds: Bounds,
): Promise<number> {
  const project = storedProject(entry.project);
  const seen: SeenMismatch = {
    project,
    report: storedText(entry.report),
    fingerprint: storedText(fingerprint),
    at: entry.at,
  };
  await noteMismatch(session, seen);
  if (explanation === null) return 0;
  const text = boundedText(storedText(explanation), bounds.explanationBytes);
  const size = textSize(text);
  if (!(await keepExplanation(session, seen, {text, size}))) return 0;
  return size - (await dropSurplusExplanations(session, project, bounds.explanations));
}
