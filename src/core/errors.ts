/** The codes of all errors that a user may see; scripts may rely on them. */
export type ErrorCode =
  | 'LSE_USAGE'
  | 'LSE_CONFIG'
  | 'LSE_DATA_DIR'
  | 'LSE_CONNECTION'
  | 'LSE_SCHEMA'
  | 'LSE_DATABASE'
  | 'LSE_ACCESS'
  | 'LSE_OUTPUT'
  | 'LSE_REPORT'
  | 'LSE_GATE'
  | 'LSE_LEDGER'
  | 'LSE_IMPORT'
  | 'LSE_API';

/**
 * An error that a user can act on. `message` says what and where in one line and ends in a period; `hint` says what to
 * do next; if a command helps, it is that command.
 */
export class LseError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;

  constructor(code: ErrorCode, message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    // Not that of the class, which is a shorter one in the bundle.
    this.name = code;
    this.code = code;
    this.hint = hint;
  }
}

/** Wrong flags or arguments. */
export class UsageError extends LseError {
  constructor(message: string, hint: string) {
    super('LSE_USAGE', message, hint);
  }
}

/** Wrong environment or `.env`; the message holds one line for each fault. */
export class ConfigError extends LseError {
  constructor(message: string, hint: string) {
    super('LSE_CONFIG', message, hint);
  }
}

/** A source that cannot be opened or read. */
export class SourceError extends LseError {}

/** A report definition of a user that cannot be printed as it is written. */
export class ReportError extends LseError {
  constructor(message: string, hint: string) {
    super('LSE_REPORT', message, hint);
  }
}

/** The ledger of a rollout cannot be read or written. No report fails for it. */
export class LedgerError extends LseError {
  constructor(message: string, hint: string, options?: ErrorOptions) {
    super('LSE_LEDGER', message, hint, options);
  }
}
