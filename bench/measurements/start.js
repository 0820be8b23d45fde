import {compare} from '../comparison.js';

/** @typedef {import('../context.js').Context} Context */

/** @type {import('../context.js').Measurement[]} */
export const startMeasurements = [
  {name: '12-start-version', title: 'Start of lse', run: (context) => start(context, ['--version'], /^lse\//)},
  {name: '12-start-help', title: 'Help of lse', run: (context) => start(context, ['report', '--help'], /^USAGE$/m)},
];

/** From Node 22 on, compiled code is kept by Node itself. */
const TARGET = Number(process.versions.node.split('.')[0]) >= 22 ? 1.8 : 2;

/** @param {Context} context @param {string[]} args @param {RegExp} expected */
function start(context, args, expected) {
  const label = `lse ${args.join(' ')}`;
  return compare(
    {
      title: `Start of lse: ${label}`,
      about: 'Nothing but a start, against that of Node itself.',
      what: context.lse.command(label, args),
      against: [{label: 'node -e 0', argv: [process.execPath, '-e', '0']}],
      target: TARGET,
      agree: ([printed = '']) => {
        if (!expected.test(printed)) throw new Error(`'${label}' printed something else:\n${printed}`);
        return 'There is nothing to agree on; it prints what it should.';
      },
    },
    context,
  );
}
