/** Why a text cannot be a project's name, or null if it can. */
export function projectNameFault(name: string): string | null {
  if (name === '') return 'it is empty';
  if (name === '.' || name === '..') return 'it names a directory above or beside the projects';
  if (/[/\\]/.test(name)) return 'it holds a path separator';
  if (name.includes('\0')) return 'it holds a NUL character';
  return null;
}

const FILE_SYSTEM_NAMES: ReadonlySet<string> = new Set(['lost+found', 'System Volume Information', '$RECYCLE.BIN']);

/**
 * Whether a file system itself makes a directory of this name at its top. If lse cannot read such a directory it is no
 * project.
 */
export function isFileSystemName(name: string): boolean {
  return FILE_SYSTEM_NAMES.has(name);
}

/**
 * Whether a directory is a project: those whose names start with a dot or an underscore lie beside the projects. One with
 * a backslash is a project of its own, although `--project` cannot name it.
 */
export function isProjectName(name: string): boolean {
  return !/^[._]/.test(name);
}
