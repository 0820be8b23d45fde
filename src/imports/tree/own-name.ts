/**
 * Matches the name of an id whose letters are all small (some file systems do not tell them from large ones). Unless it is so long that it
 * was cut, no other id gives this name.
 */
const OWN_NAME = /^(?:[a-z0-9_.~!'()*-]|%[0-9A-F]{2})+$/;
/** Names of ids that were cut are longer. */
const MOST_OWN_CHARACTERS = 150;

/** Whether no run of another id can give this name of a file, on any file system. */
export function isOwnName(fileName: string): boolean {
  return fileName.length < MOST_OWN_CHARACTERS && OWN_NAME.test(fileName);
}
