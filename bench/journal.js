/** What the benchmark tells while it runs, and by which commands it made its data. */
export class Journal {
  /** @type {import('./process.js').Command[]} */
  commands = [];

  /** @param {string} text */
  say(text) {
    process.stderr.write(`${text}\n`);
  }

  /** @param {import('./process.js').Command} command */
  note(command) {
    this.commands.push(command);
  }
}
