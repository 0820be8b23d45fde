import {type Bounds, boundedText, sizeOf, textSize} from './bounds.ts';
import type {Entry} from './entry.ts';
import {changeSize} from './queries/change-size.ts';
import {type Explanation, entryValues} from './queries/entry-values.ts';
import {deleteOldestEntries} from './queries/oldest-entries.ts';
import {type Sizes, sizesOf} from './queries/sizes.ts';
import {dropSurplusExplanations} from './queries/surplus-explanations.ts';
import type {LedgerStore, Session} from './store/ledger-store.ts';
import {storedProject, storedText} from './stored-text.ts';

const NONE: Sizes = {entries: 0, explanations: 0, explained: 0};

/** Writes an entry with what is counted of it, at once, and then lets go of what is beyond the bounds of its project. */
export async function append(
  store: LedgerStore,
  entry: Entry,
  explanation: string | null,
  bounds: Bounds,
): Promise<void> {
  const project = storedProject(entry.project);
  await store.once(store.appendSql, entryValues(entry, sizeOf(entry), explained(explanation, bounds)));
  const sizes = await store.read((session) => sizesOf(session, project), NONE);
  if (isWithin(sizes, bounds)) return;
  await store.write((session) => letGo(session, project, bounds), {alone: true});
}

function explained(explanation: string | null, {explanationBytes}: Bounds): Explanation | null {
  if (explanation === null) return null;
  const text = boundedText(storedText(explanation), explanationBytes);
  return {text, size: textSize(text)};
}

function isWithin({entries, explanations, explained: found}: Sizes, bounds: Bounds): boolean {
  return entries + explanations <= bounds.bytes && found <= bounds.explanations;
}

/** `changeSize` first: while a size is changed, no entry and no mismatch of its project is, so that no two wait for each other. */
async function letGo(session: Session, project: string, bounds: Bounds): Promise<void> {
  await changeSize(session, project, 0);
  await dropSurplusExplanations(session, project, bounds.explanations);
  const {entries, explanations} = await sizesOf(session, project);
  const surplus = entries + explanations - bounds.bytes;
  if (surplus > 0) await changeSize(session, project, -(await deleteOldestEntries(session, project, surplus)));
}
