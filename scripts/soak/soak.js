import {actions} from './actions/index.js';
import {reconcile} from './actual-rows.js';
import {fileEdits, rowEdits} from './edits.js';
import {faults} from './faults/index.js';
import {messageFaults} from './message.js';
import {importOracle} from './oracle.js';
import {startLse} from './process.js';
import {Random} from './random.js';

/**
 * @typedef {import('./process.js').Outcome} Outcome
 * @typedef {import('./actions/plan.js').Plan} Plan
 * @typedef {import('./actions/plan.js').World} World
 * @typedef {import('./faults/fault.js').Fault} Fault
 * @typedef {import('./faults/fault.js').Faulted} Faulted
 * @typedef {import('./databases/database.js').DatabaseKind} DatabaseKind
 * @typedef {import('./model/files.js').RunRecord} RunRecord
 * @typedef {{step: number, action: string, fault: string | null}} About
 */

const FIRST_FILES = 60;
const FAULT_SHARE = 0.55;

/** A sequence of steps that depends on the seed alone, each of them checked against the model. */
export class Soak {
  /** @type {Map<DatabaseKind, {database: import('./databases/database.js').Database, rows: ReadonlyMap<string, RunRecord>}>} */
  #databases = new Map();
  /** @type {{canonical: (text: string) => string} | null} */
  #oracle = null;
  #laboratory;
  #journal;
  #options;

  /**
   * @param {import('./laboratory.js').Laboratory} laboratory
   * @param {import('./journal.js').Journal} journal
   * @param {{seed: string, limit: number, has: (name: string) => boolean}} options `limit`: the seconds that a command may take at most
   */
  constructor(laboratory, journal, options) {
    this.#laboratory = laboratory;
    this.#journal = journal;
    this.#options = options;
  }

  /** Migrates the databases and writes the first files. */
  async start() {
    this.#oracle = await importOracle();
    const random = this.#randomOf('start');
    for (let file = 0; file < FIRST_FILES; file += 1) this.#laboratory.tree.addRun(random);
    for (const database of this.#laboratory.databases) {
      const {code, stderr} = await this.#call(['db', 'migrate', '--database-url', database.url]);
      if (code !== 0) throw new Error(`The database cannot be migrated: ${stderr}`);
      this.#databases.set(database.kind, {database, rows: new Map()});
    }
  }

  /** @param {number} step from 1 */
  async step(step) {
    this.#journal.counts.steps += 1;
    await this.#edit(this.#randomOf(`edits/${step}`));
    const random = this.#randomOf(`choice/${step}`);
    const possible = actions.filter(({name}) => this.#options.has(name));
    const action = random.weighted(possible.map((each) => [each.weight, each]));
    const planWith = (/** @type {World['files']} */ files) =>
      action.plan(this.#world(files), this.#randomOf(`plan/${step}`));
    const plan = planWith(this.#laboratory.tree.files);
    const fault = random.chance(FAULT_SHARE) ? this.#pickFault(plan, random) : null;
    const about = {step, action: action.name, fault: fault?.name ?? null};
    this.#journal.noteStep(about, plan.args);
    plan.prepare?.();
    if (fault === null) return this.#judge(plan, about, null, {outcome: await this.#start(plan).outcome});
    const faulted = await fault.run({
      plan,
      planWith,
      laboratory: this.#laboratory,
      random: this.#randomOf(`fault/${step}`),
      before: plan.kind === null ? new Map() : (this.#databases.get(plan.kind)?.rows ?? new Map()),
      start: (changes) => this.#start(plan, changes),
    });
    await this.#judge(plan, about, fault, faulted);
    // What is still undone is done by the same command once the fault is over.
    const again = planWith(this.#laboratory.tree.files);
    again.prepareAgain?.();
    await this.#judge(again, {...about, action: `${action.name} again`}, null, {
      outcome: await this.#start(again).outcome,
    });
    fault.clear?.(this.#laboratory);
  }

  /** @param {string} purpose */
  #randomOf(purpose) {
    return new Random(`${this.#options.seed}/${purpose}`);
  }

  /** @param {World['files']} files @returns {World} */
  #world(files) {
    if (this.#oracle === null) throw new Error('The soak was not started.');
    const {tree, directory} = this.#laboratory;
    return {tree, files, directory, databases: this.#databases, oracle: this.#oracle, lse: (args) => this.#call(args)};
  }

  /** @param {Plan} plan @param {Random} random @returns {Fault | null} */
  #pickFault(plan, random) {
    const fitting = faults.filter((fault) => {
      return this.#options.has(fault.name) && fault.fits(plan) && (fault.lacks?.(this.#laboratory) ?? null) === null;
    });
    return fitting.length === 0 ? null : random.weighted(fitting.map((fault) => [fault.weight, fault]));
  }

  /** @param {Random} random */
  async #edit(random) {
    const pick = (/** @type {Readonly<Record<string, {weight: number, apply: Function}>>} */ edits) => {
      const possible = Object.entries(edits).filter(([name]) => this.#options.has(name));
      return possible.length === 0 ? null : random.weighted(possible.map(([, edit]) => [edit.weight, edit]));
    };
    for (
      let left = random.weighted([
        [3, 0],
        [3, 1],
        [2, 3],
        [1, 8],
      ]);
      left > 0;
      left -= 1
    ) {
      pick(fileEdits)?.apply(this.#laboratory.tree, random);
      this.#journal.counts.edits += 1;
    }
    for (const [kind, {database, rows}] of this.#databases) {
      const edited = new Map(rows);
      for (
        let left = random.weighted([
          [5, 0],
          [2, 1],
          [1, 3],
        ]);
        left > 0;
        left -= 1
      ) {
        await pick(rowEdits)?.apply({database, rows: edited, tree: this.#laboratory.tree, random});
        this.#journal.counts.edits += 1;
      }
      this.#databases.set(kind, {database, rows: edited});
    }
  }

  /** @param {Plan} plan @param {Parameters<import('./faults/fault.js').Attempt['start']>[0]} [changes] */
  #start(plan, {environment = {}, wrapper = [], stdout, url, args = plan.args} = {}) {
    this.#journal.counts.commands += 1;
    const own = plan.kind === null ? undefined : this.#databases.get(plan.kind)?.database.url;
    const database = url ?? own ?? 'sqlite:none.db';
    const {program, directory, tree} = this.#laboratory;
    return startLse({
      program,
      args,
      cwd: directory,
      limit: this.#options.limit,
      wrapper,
      environment: {HOME: directory, LSE_DATA_DIR: tree.directory, LSE_DATABASE_URL: database, ...environment},
      ...(stdout === undefined ? {} : {stdout}),
    });
  }

  /** Whether the work of a command changes any row. @param {Plan} plan */
  #writes({kind, after}) {
    const before = kind === null ? undefined : this.#databases.get(kind)?.rows;
    if (after === null || before === undefined) return false;
    const [old, next] = [before, after].map((rows) =>
      [...rows].map(([key, {traceId, fileName, content}]) => JSON.stringify([key, traceId, fileName, content])).sort(),
    );
    return old?.join() !== next?.join();
  }

  /** A command that is no step of its own. @param {string[]} args */
  #call(args) {
    this.#journal.counts.commands += 1;
    const {program, directory} = this.#laboratory;
    return startLse({program, args, cwd: directory, limit: this.#options.limit, environment: {HOME: directory}})
      .outcome;
  }

  /** @param {Plan} plan @param {About} about @param {Fault | null} fault @param {Faulted} faulted */
  async #judge(plan, about, fault, {outcome, happened = true, orElse = [], problems = []}) {
    const isWanted = (/** @type {Plan} */ each) => outcome.code !== null && each.exits.includes(outcome.code);
    const plans = [plan, ...orElse];
    const isDone = plans.some(isWanted);
    if (fault !== null) this.#journal.noteFault(fault.name, {happened, refused: outcome.code !== null && !isDone});
    if ((outcome.signal !== null || outcome.code === 130 || outcome.code === 143) && !outcome.hung)
      this.#journal.counts.kills += 1;
    if (fault === null && isDone) this.#laboratory.noteDuration(plan.args, outcome.milliseconds);
    this.#journal.counts.checks += 1;

    /** @param {import('./journal.js').Kind} kind @param {string} what @param {number} [amount] */
    const fail = (kind, what, amount) =>
      this.#journal.fail(kind, {...about, what, outcome, ...(amount === undefined ? {} : {amount})});
    const wrong = outcome.code === 0 ? 'false green' : 'wrong answer';
    for (const what of problems) fail('wrong answer', what);
    if (outcome.hung) fail('hang', `it did not end within ${this.#options.limit} s`);
    else {
      for (const what of messageFaults(outcome)) fail('bad message', what);
      await this.#judgeAnswer(plans.filter(isWanted), plan, fault, outcome, wrong, fail);
    }
    await this.#judgeRows(isDone ? plans.filter(isWanted) : [plan], isDone, wrong, fail);
  }

  /**
   * @param {readonly Plan[]} wanted those whose exit code it ended with
   * @param {Plan} plan
   * @param {Fault | null} fault
   * @param {Outcome} outcome
   * @param {import('./journal.js').Kind} wrong
   * @param {(kind: import('./journal.js').Kind, what: string) => void} fail
   */
  async #judgeAnswer(wanted, plan, fault, outcome, wrong, fail) {
    const {code} = outcome;
    const mustSucceed = fault === null || fault.ends === 'success';
    const isComparison = ['compare', 'verify'].includes(plan.args[1] ?? '');
    if (wanted.length === 0) {
      for (const what of plan.judgeUnfinished?.(outcome) ?? []) fail('lost', what);
      // A verdict is an answer, and so is 0; anything else under a fault says that there is none.
      const isAnswer = code === 0 || (isComparison && (code === 1 || code === 3));
      if (mustSucceed || isAnswer)
        fail(wrong, `it ended with ${code ?? outcome.signal}, expected ${plan.exits.join(' or ')}`);
      return;
    }
    if (fault?.neverSame && isComparison && code === 0)
      return fail('false green', 'a side was not read whole, and it says that they are the same');
    if (fault?.ends === 'refusal' && this.#writes(plan))
      return fail('wrong answer', 'it wrote although the server says that nothing may be written');
    if (fault?.stdout === 'lost' && code === 0)
      return fail('false green', 'nothing could be written, and it ended with 0');
    if (fault?.stdout === 'part' || fault?.stdout === 'lost' || fault?.countsNothing) return;
    const faultsOf = await Promise.all(wanted.map((each) => each.judge(outcome)));
    if (faultsOf.every((each) => each.length > 0)) fail(wrong, (faultsOf[0] ?? []).join('\n  '));
  }

  /**
   * @param {readonly Plan[]} plans those that it may have carried out; the rows must be what one of them leaves
   * @param {boolean} isDone
   * @param {import('./journal.js').Kind} wrong
   * @param {(kind: import('./journal.js').Kind, what: string, amount?: number) => void} fail
   */
  async #judgeRows(plans, isDone, wrong, fail) {
    for (const [kind, {database, rows: before}] of this.#databases) {
      const rows = await database.rows();
      // Two loads at once: whoever is killed or refused, the other one may have done the work.
      const isSettled = isDone && plans.some((plan) => kind === plan.kind);
      const verdicts = plans.map((plan) => {
        const after = (kind === plan.kind ? plan.after : null) ?? before;
        return reconcile(rows, {before, after, unit: plan.unit, isDone: isSettled});
      });
      const found = verdicts.find(({lost, wrong: others}) => lost.length + others.length === 0) ?? verdicts[0];
      if (found === undefined) continue;
      if (found.lost.length > 0)
        fail(
          'lost',
          `${kind}: ${found.lost.length} records are gone: ${found.lost.slice(0, 3).join(', ')}`,
          found.lost.length,
        );
      else if (found.wrong.length > 0)
        fail(
          isSettled ? wrong : 'wrong answer',
          `${kind} holds what nobody wrote: ${found.wrong.slice(0, 3).join('; ')}`,
        );
      if (found.lost.length + found.wrong.length === 0) this.#databases.set(kind, {database, rows: found.rows});
      else {
        // From here on the model would report the same again and again.
        await database.execute('delete from runs', []);
        this.#databases.set(kind, {database, rows: new Map()});
      }
    }
  }
}
