import {expect} from '@jest/globals';

const [INTERVAL, LONGEST] = [20, 20_000];

/** Waits for what another process or the server does. */
export async function until(what: string, condition: () => Promise<boolean>): Promise<void> {
  for (const end = performance.now() + LONGEST; !(await condition()); ) {
    if (performance.now() > end) expect(`it took too long until ${what}`).toBe(`in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, INTERVAL));
  }
}
