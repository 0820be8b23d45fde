/**
 * A source throws it if its connection was lost and it can be opened again, with a new snapshot. Its answers so far are of no use then, so
 * everything is asked again from the start. Code that keeps the failures of single questions must pass this one on, to the code that opened
 * the source.
 */
export class StartAgain extends Error {
  constructor(cause: unknown) {
    super('the source has to be asked again from the start', {cause});
  }
}
