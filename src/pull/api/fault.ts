import {LseError} from '../../core/errors.ts';

/** An answer that another try may do better: a server that is busy, a connection that broke, a text that is cut. */
export class PassingFault extends Error {
  /** Milliseconds that the server asks to wait for; null if it says nothing. */
  readonly wait: number | null;

  /** `message` goes on from where it was asked: `answered with 503`. */
  constructor(message: string, wait: number | null = null) {
    super(message);
    this.wait = wait;
  }
}

/** An answer that no further try changes. */
export class ApiError extends LseError {
  /** Of the answer. */
  readonly status: number;

  constructor(status: number, message: string, hint: string) {
    super('LSE_API', message, hint);
    this.status = status;
  }
}

/** An answer that cannot be what is promised. */
export function strangeAnswer(message: string, hint: string): LseError {
  return new LseError('LSE_API', message, hint);
}
