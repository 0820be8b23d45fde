/** Why a driver does not load, in one line. `sqlite3` loads by `bindings`, which adds a list of all places where it looked. */
export function driverFault(error: unknown): string {
  const [line = ''] = String((error as {message?: unknown}).message ?? error).split('\n');
  return line.replace(/\.? Tried:$/, '');
}
