/** Why a driver does not load, in one line. `bindings`, by which `sqlite3` loads, lists all of the places where it looked below it. */
export function driverFault(error: unknown): string {
  const [line = ''] = String((error as {message?: unknown}).message ?? error).split('\n');
  return line.replace(/\.? Tried:$/, '');
}
