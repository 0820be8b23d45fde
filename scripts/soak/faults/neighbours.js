import {messageFaults} from '../message.js';
import {expectedErrors} from '../model/expected-report.js';
import {projects} from '../tree.js';
import {pause, pauseWhile} from './fault.js';

/** @typedef {import('./fault.js').Fault} Fault */

const REPORT = ['report', 'zenrows-errors'];
const DATE = '2025-09-13';

/** @type {Fault} */
const twoAtOnce = {
  name: 'two-at-once',
  what: 'the same load twice at once, or a report, a status or a migration beside it',
  weight: 3,
  ends: 'success',
  stdout: 'whole',
  countsNothing: true,
  fits: ({kind, after}) => kind !== null && after !== null,
  run: async ({start, random, plan, before}) => {
    const isLoad = plan.args.includes('load');
    const beside = random.pick([
      ...(isLoad ? [plan.args, plan.args] : []),
      ['db', 'status'],
      ['db', 'migrate'],
      [...REPORT, '--date', DATE, '--project', projects[0], '--backend', 'db'],
    ]);
    const first = start();
    await pause(random.integer(0, 150));
    const second = start({args: beside});
    const [outcome, other] = await Promise.all([first.outcome, second.outcome]);
    const problems =
      other.code === 0 ? [] : [`it ended with ${other.code ?? other.signal}: ${other.stderr.slice(0, 300)}`];
    if (beside[0] === 'report' && other.code === 0) {
      // One project and date is loaded in one transaction: a report sees it before or after.
      const question = {project: projects[0], from: DATE, to: DATE};
      const answers = [before, plan.after ?? before].map((rows) => expectedErrors([...rows.values()], question));
      if (!answers.includes(other.stdout))
        problems.push(`it printed ${JSON.stringify(other.stdout)}, expected one of ${JSON.stringify(answers)}`);
    }
    return {outcome, problems: problems.map((problem) => `beside it, ${other.command.join(' ')}: ${problem}`)};
  },
};

/** @type {Fault} */
const stoppedPeer = {
  name: 'peer-stopped',
  what: 'another lse is stopped (SIGSTOP) in the midst of a load, with the locks that it has',
  weight: 0.7,
  ends: 'any',
  stdout: 'whole',
  countsNothing: true,
  fits: ({kind, args}) => kind !== null && args.includes('load'),
  run: async ({start, random, plan, laboratory}) => {
    const peer = start();
    const happened = await pauseWhile(peer, random.next() * laboratory.durationOf(plan.args));
    if (happened) peer.kill('SIGSTOP');
    const running = start({environment: laboratory.shortLimits});
    // For longer than it may wait for a lock of SQLite, now and then.
    await pauseWhile(
      running,
      random.weighted([
        [5, 1500],
        [1, 14_000],
      ]),
    );
    peer.kill('SIGCONT');
    const [outcome, other] = await Promise.all([running.outcome, peer.outcome]);
    return {outcome, happened, problems: messageFaults(other)};
  },
};

export const neighbours = [twoAtOnce, stoppedPeer];
