/** @typedef {import('./process.js').Outcome} Outcome */

/** Never printed, in whatever way a command ends. */
export const password = 'soak-password-7c1f';

const MOST_BYTES = 20_000;

/** What is wrong with what a command said about its failure. @param {Outcome} outcome @returns {string[]} */
export function messageFaults({code, signal, stdout, stderr, command}) {
  const faults = [];
  if (stderr.includes(password) || stdout.includes(password)) faults.push('it shows the password');
  if (/^\s+at .+[:(]\d+/m.test(stderr) || /node:internal|\bUnhandled|ERR_UNHANDLED/.test(stderr))
    faults.push('it shows a stack');
  if (stderr.length > MOST_BYTES || stderr.split('\n').some((line) => line.length > 4000))
    faults.push('it shows its own code, or much too much');
  if (code === 0 || signal !== null) return faults;
  const errors = stderr.split('\n').filter((line) => line.startsWith('Error: '));
  const isVerdict = ['compare', 'verify'].includes(command[2] ?? '') && (code === 1 || code === 3);
  const isSaid =
    errors.length === 1 ||
    (errors.length === 0 && (isVerdict || /^(Warning|Interrupted|Stopped|Note|Cancelled)/m.test(stderr)));
  if (!isSaid) faults.push(errors.length === 0 ? 'no line says why' : `${errors.length} lines begin with "Error: "`);
  return faults;
}
