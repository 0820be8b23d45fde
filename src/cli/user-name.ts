import {userInfo} from 'node:os';

/** The name of the user at the terminal; a number for a user without an entry in the system's list. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'unknown');
  }
}
