/** PostgreSQL takes neither NUL nor half a character; U+FFFD stands for both, in every ledger. */
export function storedText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}

export function storedTextOrNull(text: string | null): string | null {
  return text === null ? null : storedText(text);
}

/** For the column `project`, which is part of keys and so never null. Empty is all projects together, since no name is empty. */
export function storedProject(project: string | null): string {
  if (project === '') throw new RangeError('The name of a project is empty.');
  return project === null ? '' : storedText(project);
}

export function readProject(project: string): string | null {
  return project === '' ? null : project;
}

/** A number as either database gives it. */
export function readNumber(value: string | number | null): number | null {
  return value === null ? null : Number(value);
}
