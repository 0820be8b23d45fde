/**
 * Modes of what is written: traces hold what nobody but their owner should read, errors with credentials among it. What is there
 * already keeps the mode that somebody gave it.
 */
export const PRIVATE_FILE = 0o600;
export const PRIVATE_DIRECTORY = 0o700;
