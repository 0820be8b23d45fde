/** @typedef {import('./process.js').Outcome} Outcome @typedef {'hang' | 'false green' | 'wrong answer' | 'bad message' | 'lost'} Kind */

/** What a soak counts and finds. */
export class Journal {
  counts = {steps: 0, commands: 0, checks: 0, edits: 0, kills: 0};
  /** @type {Map<string, {made: number, happened: number, refused: number}>} */
  faults = new Map();
  /** @type {Record<Kind, number>} */
  found = {hang: 0, 'false green': 0, 'wrong answer': 0, 'bad message': 0, lost: 0};
  /** By what was done and under which fault. @type {Map<string, number>} */
  places = new Map();

  /**
   * @param {(line: string) => void} print
   * @param {{replay: string, isVerbose: boolean}} options `replay`: how to see a step again; `isVerbose`: every step is named
   */
  constructor(print, {replay, isVerbose}) {
    this.print = print;
    this.replay = replay;
    this.isVerbose = isVerbose;
  }

  /** @param {{step: number, fault: string | null}} about @param {readonly string[]} args */
  noteStep({step, fault}, args) {
    if (this.isVerbose) this.print(`${step}: lse ${args.join(' ')}${fault === null ? '' : `, under ${fault}`}`);
  }

  get failures() {
    return Object.values(this.found).reduce((sum, count) => sum + count, 0);
  }

  /** @param {string} name @param {{happened: boolean, refused: boolean}} what */
  noteFault(name, {happened, refused}) {
    const counts = this.faults.get(name) ?? {made: 0, happened: 0, refused: 0};
    this.faults.set(name, {
      made: counts.made + 1,
      happened: counts.happened + Number(happened),
      refused: counts.refused + Number(refused),
    });
  }

  /** @param {Kind} kind @param {{step: number, action: string, fault: string | null, what: string, outcome: Outcome | null, amount?: number}} failure */
  fail(kind, {step, action, fault, what, outcome, amount = 1}) {
    this.found[kind] += amount;
    const place = `${kind}: ${action}${fault === null ? '' : ` under ${fault}`}`;
    this.places.set(place, (this.places.get(place) ?? 0) + 1);
    this.print(
      `\n${kind.toUpperCase()} in step ${step}: ${action}, ${fault === null ? 'no fault' : `fault ${fault}`}\n  ${what}`,
    );
    if (outcome !== null) {
      const {command, code, signal, stdout, stderr, milliseconds} = outcome;
      this.print(
        `  command: ${command.map((part) => (/^[\w./:=-]+$/.test(part) ? part : JSON.stringify(part))).join(' ')}`,
      );
      this.print(`  ended with ${code ?? signal} after ${milliseconds} ms`);
      this.print(`  stdout: ${head(stdout)}\n  stderr: ${head(stderr)}`);
    }
    this.print(`  again: ${this.replay} --steps ${step}`);
  }

  /** @param {number} seconds @returns {string} */
  summary(seconds) {
    const {steps, commands, checks, edits, kills} = this.counts;
    const faults = [...this.faults].sort(([left], [right]) => (left < right ? -1 : 1));
    const made = faults.reduce((sum, [, counts]) => sum + counts.made, 0);
    const inTime = faults.reduce((sum, [, counts]) => sum + counts.happened, 0);
    const line = (/** @type {string} */ name, /** @type {unknown} */ value) => `${`${name}:`.padEnd(16)}${value}`;
    return [
      '',
      line('Steps', `${steps} in ${Math.round(seconds)} s`),
      line('Commands', commands),
      line('Edits', edits),
      line('Faults', `${made} (${inTime} before the command was over)`),
      ...faults.map(
        ([name, counts]) =>
          `  ${name.padEnd(26)}${String(counts.made).padStart(5)}, ${counts.happened} in time, ${counts.refused} ended with an error`,
      ),
      line('Kills', kills),
      line('Checks', checks),
      line('Hangs', this.found.hang),
      line('False greens', this.found['false green']),
      line('Wrong answers', this.found['wrong answer']),
      line('Bad messages', this.found['bad message']),
      line('Lost', this.found.lost),
      ...(this.places.size === 0 ? [] : ['', 'What was found, and where:']),
      ...[...this.places]
        .sort(([, left], [, right]) => right - left)
        .map(([place, count]) => `  ${String(count).padStart(4)}  ${place}`),
      '',
    ].join('\n');
  }
}

/** @param {string} text */
function head(text) {
  return JSON.stringify(text.length > 700 ? `${text.slice(0, 700)}…` : text);
}
