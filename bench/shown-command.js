/** @typedef {import('./process.js').Command} Command */

/**
 * Writes a command as a reader can repeat it. Names of this machine give way to `$DATA` (the directory of `--keep`),
 * `$SCRATCH` and `$SERVER`.
 *
 * @param {{root: string, data: string, scratch: string, databases: import('./databases.js').Databases}} names
 * @returns {(command: Command) => import('./result.js').ShownCommand}
 */
export function commandWriter({root, data, scratch, databases}) {
  const shorten = (/** @type {string} */ text) =>
    databases
      .shown(text)
      .replaceAll(scratch, '$SCRATCH')
      .replaceAll(data, '$DATA')
      .replaceAll(process.execPath, 'node')
      .replaceAll(root, '');
  return ({label, argv, env = {}, prepared = null}) => {
    const variables = Object.entries(env).map(([name, value]) => `${name}=${quote(shorten(value))}`);
    return {label, text: [...variables, ...argv.map((word) => quote(shorten(word)))].join(' '), prepared};
  };
}

/** Double quotes if a name must be put in, single ones else. @param {string} word */
function quote(word) {
  if (/^[\w$@%+=:,./-]+$/.test(word)) return word;
  return word.includes('$') && !word.includes('"') ? `"${word}"` : `'${word.replaceAll("'", "'\\''")}'`;
}
