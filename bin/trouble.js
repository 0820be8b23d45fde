/** The commands that keep 1 for "different", or for "closed". */
const COMPARING = /^(?:report[ :]compare|db[ :]verify|rollout[ :](?:audit|gate))(?: |$)/;

/**
 * The exit code of a run that did not do its work, in whatever way: of wrong usage, of an error, and of an end that nobody
 * foresaw.
 *
 * @param {readonly string[]} args without Node and the program
 */
function troubleCode(args) {
  return COMPARING.test(args.join(' ')) ? 2 : 1;
}

module.exports = {troubleCode};
