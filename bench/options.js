import {parseArgs} from 'node:util';

/** @typedef {{runs: number, quick: boolean, only: string[], keep: string | null, out: string | null, list: boolean,
 *   check: boolean, record: boolean, against: string | null}} Options */

export const HELP = `Usage: npm run bench -- [flags]

Measures lse as it lies in dist, and writes docs/performance.md, its plots and bench/results/latest.json.

  --quick        small data, to see in a minute or two that everything works; the numbers mean nothing
  --only TEXT    only the measurements whose name or title contains the text; may be repeated
  --runs N       how often each command is run (default 5, with --quick 1)
  --keep DIR     keep the generated trees there, and use those of an earlier run
  --out DIR      write everything there instead
  --check        only whether something became slower or larger than the last release, by more than this machine's noise and a tenth:
                 exit code 1 if so, 2 if the machine is too noisy to tell; --runs is 9 then
  --against DIR  for --check: a built checkout of the release, measured in the same rounds instead of the committed figures
  --record       write the figures of --check into bench/results/release.json, as those of a release
  --list         list the measurements
  --help         this text

With --quick or --only the results go to tmp/bench unless --out says otherwise: docs/performance.md is that of a full run.
`;

/** @param {string[]} args @returns {Options | null} null if the help is asked for */
export function readOptions(args) {
  const string = /** @type {const} */ ({type: 'string'});
  const boolean = /** @type {const} */ ({type: 'boolean', default: false});
  const {values} = parseArgs({
    args,
    options: {
      quick: boolean,
      only: {...string, multiple: true},
      runs: string,
      keep: string,
      out: string,
      list: boolean,
      check: boolean,
      record: boolean,
      against: string,
      help: boolean,
    },
  });
  if (values.help) return null;
  const {check, record, against = null} = values;
  if (against !== null && !check) throw new Error('--against goes with --check.');
  if (check && record) throw new Error('--check compares with what --record wrote: one at a time.');
  const runs = Number(values.runs ?? usualRuns(values.quick, check || record));
  if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs takes a whole number from 1.');
  const {quick, only = [], keep = null, out = null, list} = values;
  return {runs, quick, only, keep, out, list, check, record, against};
}

/** The median of nine varies by less than half of what one run does. @param {boolean} quick @param {boolean} isCheck */
function usualRuns(quick, isCheck) {
  if (quick) return 1;
  return isCheck ? 9 : 5;
}
