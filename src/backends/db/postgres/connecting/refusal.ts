/** Why lse itself does not take a server. `message` goes on from the name of the server or database. */
export class Refusal extends Error {
  readonly hint: string;
  /** Whether another server, or the same one later, may do. */
  readonly isPassing: boolean;

  constructor(message: string, hint: string, {isPassing} = {isPassing: false}) {
    super(message);
    this.hint = hint;
    this.isPassing = isPassing;
  }
}
