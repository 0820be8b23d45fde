import {closeSync, cpSync, openSync} from 'node:fs';
import {pauseWhile} from './fault.js';

/** @type {import('./fault.js').Fault} */
const fullStdout = {
  name: 'stdout-full',
  what: 'stdout is /dev/full',
  weight: 1.5,
  ends: 'any',
  stdout: 'lost',
  fits: () => true,
  run: async ({start}) => {
    const file = openSync('/dev/full', 'w');
    try {
      return {outcome: await start({stdout: file}).outcome};
    } finally {
      closeSync(file);
    }
  },
};

/** @type {import('./fault.js').Fault} */
const readerLeaves = {
  name: 'reader-leaves',
  what: 'who reads stdout closes it, as `head` does',
  weight: 1.5,
  ends: 'any',
  stdout: 'part',
  fits: () => true,
  run: async ({start, random, laboratory, plan}) => {
    const running = start();
    const happened = await pauseWhile(running, random.next() * laboratory.durationOf(plan.args));
    if (happened) running.leave();
    return {outcome: await running.outcome, happened};
  },
};

/** @type {import('./fault.js').Fault} */
const fileSize = {
  name: 'file-size-limit',
  what: 'no file may grow over so many blocks (ulimit -f)',
  weight: 2,
  ends: 'any',
  stdout: 'whole',
  fits: ({args, kind}) => kind === 'sqlite' || args.includes('export'),
  run: async ({start, random}) => {
    const blocks = random.magnitude(1, 4000);
    const script = `trap '' XFSZ; ulimit -f ${blocks}; exec "$@"`;
    return {outcome: await start({wrapper: ['/bin/sh', '-c', script, 'sh']}).outcome};
  },
};

/** @type {import('./fault.js').Fault} */
const fullDisk = {
  name: 'disk-full',
  what: 'an export goes to a file system that is too small for it',
  weight: 1.5,
  ends: 'any',
  stdout: 'whole',
  lacks: ({smallDisk}) => (smallDisk === null ? 'a small file system cannot be mounted' : null),
  fits: ({args}) => args.includes('export'),
  run: async ({start, plan, laboratory: {smallDisk}}) => {
    if (smallDisk === null) throw new Error('there is no small file system');
    smallDisk.empty();
    const args = plan.args.map((arg, at) => (plan.args[at - 1] === '--out' ? `${smallDisk.directory}/out` : arg));
    const outcome = await start({args}).outcome;
    const happened = outcome.code !== 0;
    const isLeft = smallDisk.names().includes('out');
    // The disk was large enough after all: then it is a whole export, and the plan looks at it in its usual place.
    const out = plan.args[plan.args.indexOf('--out') + 1];
    if (!happened && isLeft && out !== undefined) cpSync(`${smallDisk.directory}/out`, out, {recursive: true});
    return {outcome, happened, problems: happened && isLeft ? ['a part of the export lies under its final name'] : []};
  },
};

export const outputs = [fullStdout, readerLeaves, fileSize, fullDisk];
