import {expect, it} from '@jest/globals';
import {interrupt, isInterrupted, onInterrupt} from '../../src/core/interruption.ts';

it('runs what is registered, the newest first, whatever fails of it, and only once', async () => {
  const done: string[] = [];
  const work = () => {
    done.push('same');
  };
  onInterrupt(work);
  const takeBack = onInterrupt(work);
  onInterrupt(() => {
    throw new Error('at once');
  });
  onInterrupt(async () => {
    await Promise.reject(new Error('later'));
  });
  onInterrupt(async () => {
    await new Promise((resolve) => setImmediate(resolve));
    done.push('slow');
  });
  onInterrupt(() => {
    done.push('newest');
  });
  takeBack();
  expect(isInterrupted()).toBe(false);
  await interrupt();
  expect(isInterrupted()).toBe(true);
  expect(done).toEqual(['newest', 'same', 'slow']);
  await interrupt();
  expect(done).toHaveLength(3);
});
