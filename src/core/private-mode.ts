/**
 * Modes of what is written: only the owner should read traces, which may hold errors with credentials. A file that is there already keeps
 * its mode.
 */
export const PRIVATE_FILE = 0o600;
export const PRIVATE_DIRECTORY = 0o700;
