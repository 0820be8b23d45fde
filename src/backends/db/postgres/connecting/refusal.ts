/**
 * Why lse itself refuses a server. `message` is the rest of a sentence that begins with the name of the server or
 * database.
 */
export class Refusal extends Error {
  readonly hint: string;
  /** Whether another server, or the same one later, may be acceptable. */
  readonly isPassing: boolean;

  constructor(message: string, hint: string, {isPassing} = {isPassing: false}) {
    super(message);
    this.hint = hint;
    this.isPassing = isPassing;
  }
}
