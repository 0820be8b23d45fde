import {pauseWhile} from './fault.js';

/** @param {'SIGKILL' | 'SIGTERM' | 'SIGINT'} signal @param {number} weight @param {string} what @returns {import('./fault.js').Fault} */
function signalled(signal, weight, what) {
  return {
    name: signal.toLowerCase(),
    what,
    weight,
    ends: 'any',
    stdout: 'whole',
    fits: () => true,
    run: async ({start, random, laboratory, plan}) => {
      const running = start();
      // Up to a little more than what the command took last, so that every moment has its turn.
      const happened = await pauseWhile(running, random.next() * 1.2 * laboratory.durationOf(plan.args));
      if (happened) running.kill(signal);
      const outcome = await running.outcome;
      const isOver = outcome.signal !== null || [130, 143, ...plan.exits].includes(outcome.code ?? -1);
      return {
        outcome,
        happened,
        problems: isOver || !happened ? [] : [`it was told to end, and ended with ${outcome.code}`],
      };
    },
  };
}

export const signals = [
  signalled('SIGKILL', 4, 'the command is killed at any moment'),
  signalled('SIGTERM', 2, 'the command is told to end at any moment'),
  signalled('SIGINT', 2, 'Ctrl-C at any moment'),
];
