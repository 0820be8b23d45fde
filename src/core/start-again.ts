/**
 * Thrown by a source whose connection was lost and which can be opened once more, with a new snapshot. What it answered so
 * far is of no use then, so everything is asked again from the start: whoever keeps the failures of single questions lets
 * this one through, to whoever opened the source.
 */
export class StartAgain extends Error {
  constructor(cause: unknown) {
    super('the source has to be asked again from the start', {cause});
  }
}
