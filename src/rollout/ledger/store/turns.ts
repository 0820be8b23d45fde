/** Lets one work after the other have a connection, in the order in which they ask: on one connection transactions cannot overlap. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  take<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => {});
    return turn;
  }

  /** Resolves when all that asked so far are done. */
  async end(): Promise<void> {
    await this.#last;
  }
}
