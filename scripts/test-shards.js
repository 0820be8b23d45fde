import {spawn} from 'node:child_process';
import {existsSync, readFileSync, rmSync} from 'node:fs';
import {availableParallelism} from 'node:os';
import libCoverage from 'istanbul-lib-coverage';
import libReport from 'istanbul-lib-report';
import reports from 'istanbul-reports';
import configuration from '../jest.config.js';
import {root} from './installation.js';

/**
 * Runs all tests in as many processes as there are processors, two at most, each with servers of its own: the files of one process run one
 * after the other, as they share a server. What they covered is put together and compared with the thresholds of jest.config.js.
 *
 * @param {string[]} jest the program and its arguments
 * @returns {Promise<boolean>} whether all passed, and enough was covered
 */
export async function runShards(jest) {
  const count = Math.min(2, availableParallelism());
  const shards = Array.from({length: count}, (_, at) => ({
    directory: `${root}coverage/shard-${at + 1}`,
    args: ['--shard', `${at + 1}/${count}`],
  }));
  rmSync(`${root}coverage`, {recursive: true, force: true});
  const passed = await Promise.all(
    shards.map(({directory, args}) =>
      run([
        ...jest,
        ...args,
        '--coverage',
        '--coverageReporters=json',
        `--coverageDirectory=${directory}`,
        '--coverageThreshold={}',
      ]),
    ),
  );
  const isCovered = reportCoverage(shards.map(({directory}) => `${directory}/coverage-final.json`));
  return passed.every((each) => each) && isCovered;
}

/** What it prints goes on at once: jest writes a test file's result in one piece. @param {string[]} args @returns {Promise<boolean>} */
function run(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {cwd: root, stdio: ['ignore', 'inherit', 'inherit']});
    child.once('error', reject);
    child.once('exit', (status) => resolve(status === 0));
  });
}

/** @param {string[]} paths @returns {boolean} */
function reportCoverage(paths) {
  const map = libCoverage.createCoverageMap({});
  for (const path of paths) if (existsSync(path)) map.merge(JSON.parse(readFileSync(path, 'utf8')));
  const context = libReport.createContext({dir: `${root}coverage`, coverageMap: map});
  for (const name of /** @type {const} */ (['text-summary', 'lcovonly'])) reports.create(name).execute(context);
  const summary = map.getCoverageSummary();
  const {lines, branches} = configuration.coverageThreshold.global;
  const found = {lines: summary.lines.pct, branches: summary.branches.pct};
  const isEnough = found.lines >= lines && found.branches >= branches;
  if (!isEnough) {
    process.stderr.write(
      `Covered are ${found.lines} % of the lines and ${found.branches} % of the branches; ${lines} % and ${branches} % are asked for.\n`,
    );
  }
  return isEnough;
}
