import {spawnSync} from 'node:child_process';
import {chmodSync, mkdirSync, renameSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {pauseWhile} from './fault.js';

/** @typedef {import('./fault.js').Fault} Fault */

/** @type {Fault} */
const fifo = {
  name: 'fifo',
  what: 'a FIFO whose name is that of a trace file lies in the tree',
  weight: 1,
  ends: 'success',
  stdout: 'whole',
  fits: ({readsFiles}) => readsFiles,
  run: async ({start, random, laboratory: {tree}}) => {
    const {project, date} = random.pick(tree.files);
    const path = tree.pathOf({project, date, fileName: 'pipe_100000.json'});
    makeFifo(path);
    try {
      return {outcome: await start().outcome};
    } finally {
      rmSync(path);
    }
  },
};

/** @type {Fault} */
const fifoRace = {
  name: 'fifo-race',
  what: 'a FIFO takes the place of a file while the command runs',
  weight: 1,
  ends: 'any',
  stdout: 'whole',
  fits: ({readsFiles}) => readsFiles,
  run: async ({start, random, plan, planWith, laboratory}) => {
    const {tree} = laboratory;
    const file = random.pick(tree.files);
    const path = tree.pathOf(file);
    const running = start();
    const happened = await pauseWhile(running, random.next() * laboratory.durationOf(plan.args));
    renameSync(path, `${path}.aside`);
    makeFifo(path);
    try {
      const others = tree.files.filter(
        (each) => each.fileName !== file.fileName || each.project !== file.project || each.date !== file.date,
      );
      // It may have been read before, not be there, or be there and not be readable.
      return {
        outcome: await running.outcome,
        happened,
        orElse: [planWith(others), planWith([...others, {...file, meaning: null}])],
      };
    } finally {
      renameSync(`${path}.aside`, path);
    }
  },
};

/** @type {Fault} */
const closedDirectory = {
  name: 'unreadable-directory',
  what: 'a directory of the tree may not be read by the user of the command',
  weight: 1,
  ends: 'any',
  stdout: 'whole',
  neverSame: true,
  lacks: ({otherUser}) => (otherUser === null ? 'only root can run a command as another user' : null),
  fits: ({readsFiles, kind, args}) => readsFiles && kind !== 'sqlite' && !args.includes('--project'),
  run: async ({start, laboratory: {tree, otherUser}}) => {
    const path = join(tree.directory, 'lost+found');
    mkdirSync(path);
    chmodSync(path, 0o700);
    try {
      return {outcome: await start({wrapper: otherUser ?? [], environment: {LSE_CACHE: 'off'}}).outcome};
    } finally {
      rmSync(path, {recursive: true});
    }
  },
};

/** @type {Fault} */
const strangeName = {
  name: 'not-utf-8-directory',
  what: 'a project whose name is not UTF-8, which no database could keep: it is said, and not counted',
  weight: 0.7,
  ends: 'success',
  stdout: 'whole',
  fits: ({args, readsFiles}) => readsFiles && !args.includes('--project') && (args[1] === 'load' || isFileReport(args)),
  run: async ({start, laboratory: {tree}}) => {
    const path = Buffer.concat([Buffer.from(`${tree.directory}/caf`), Buffer.from([0xe9])]);
    mkdirSync(path);
    try {
      const outcome = await start().outcome;
      // The last word of a path that is shown in whatever way.
      return {
        outcome,
        problems: outcome.stderr.includes('caf') ? [] : ['nothing says that a directory was not looked at'],
      };
    } finally {
      rmSync(path, {recursive: true});
    }
  },
};

/** @param {readonly string[]} args */
function isFileReport(args) {
  return args[0] === 'report' && args.includes('file');
}

/** @param {string} path */
function makeFifo(path) {
  const {status, stderr} = spawnSync('mkfifo', [path], {encoding: 'utf8'});
  if (status !== 0) throw new Error(`mkfifo failed: ${stderr}`);
}

export const treeFaults = [fifo, fifoRace, closedDirectory, strangeName];
