import {TestEnvironment} from 'jest-environment-node';
import {isAssertion, plain} from './checkout.js';

/** Beside the environment (every test file has its own): one failed assertion ends the whole run. */
let caught = false;

/**
 * Skips every test after the first failed assertion, which is all that a mutation is after. jest's own `--bail` looks
 * only between test files, and leaves without the teardown that drops the databases.
 */
export default class FailFastEnvironment extends TestEnvironment {
  /**
   * @param {import('@jest/types').Circus.SyncEvent | import('@jest/types').Circus.AsyncEvent} event
   * @param {import('@jest/types').Circus.State} state
   */
  handleTestEvent(event, state) {
    if (event.name === 'test_fn_failure') caught ||= isAssertion(plain(String(event.error?.stack)));
    if (event.name === 'test_start' && caught) event.test.mode = 'skip';
    if (event.name === 'run_start' && caught) skipAll(state.rootDescribeBlock);
  }
}

/** Without a test to run, a file does not set up its databases either. @param {import('@jest/types').Circus.DescribeBlock} block */
function skipAll(block) {
  for (const child of block.children) {
    if (child.type === 'test') child.mode = 'skip';
    else skipAll(child);
  }
}
