import {TestEnvironment} from 'jest-environment-node';

/**
 * Runs no further test of a file after one exceeded its time. jest only stops waiting for such a test: its code goes on,
 * in the same files as the tests after it. Once a loop that was too slow wrote to the name at which the next test had
 * made a FIFO, and its thread waited there for ever. So what later tests would say is not known either.
 */
export default class StopAfterTimeOut extends TestEnvironment {
  /** @type {string | undefined} */
  #exceeded;

  /** @param {import('@jest/types').Circus.Event} event */
  async handleTestEvent(event) {
    if (event.name === 'test_fn_failure' && `${event.error?.message ?? event.error}`.includes('Exceeded timeout')) {
      this.#exceeded ??= event.test.name;
    }
    if (event.name !== 'test_start' || this.#exceeded === undefined) return;
    event.test.mode = 'skip';
    process.stderr.write(`Not run, since "${this.#exceeded}" before it exceeded its time: ${event.test.name}\n`);
  }
}
