import {writeSync} from 'node:fs';
import {LseError} from '../../../src/core/errors.ts';
import type {Ledger} from '../../../src/rollout/ledger/ledger.ts';
import {type LedgerLocation, withLedger} from '../../../src/rollout/ledger/opened-ledger.ts';
import {entryOf, holdOf, mismatchOf, moment} from './ledgers.ts';

/** What a process of its own does with a ledger. Each line that it prints is something that the ledger has confirmed. */
export interface Task {
  readonly location: LedgerLocation;
  readonly what: 'append' | 'append same' | 'admit' | 'dequeue' | 'hold' | 'read';
  /** Told from all other writers. */
  readonly name: string;
  readonly times: number;
  /** The moment, by the clock, before which nobody begins. */
  readonly start: number;
}

const task = JSON.parse(process.argv[2] ?? '') as Task;

function say(line: string): void {
  writeSync(1, `${line}\n`);
}

async function work(ledger: Ledger): Promise<void> {
  const {what, name, times} = task;
  for (let at = 0; at < times; at += 1) {
    const id = `${name} ${at}`;
    switch (what) {
      case 'append':
        // Enough to make pages move: a long reason, and mismatches of all writers in the same row.
        await ledger.append(mismatchOf(id, 'print', {at: moment(at), reason: 'x'.repeat(500)}), `why ${id}`);
        say(id);
        break;
      case 'append same':
        await ledger.append(mismatchOf(`${at}`, 'print', {at: moment(at)}), 'why');
        say(`${at}`);
        break;
      case 'admit':
        say(await ledger.admit(moment(0), {comparisonsAMinute: 25, failures: 0, restMilliseconds: 0}));
        break;
      case 'dequeue':
        for (const question of await ledger.dequeue(2)) say(question.id);
        break;
      case 'hold':
        say((await ledger.hold(holdOf(id))).id);
        break;
      case 'read':
        say(`${(await ledger.entries({})).length}`);
        await ledger.append(entryOf(id));
        say(id);
        break;
    }
  }
}

async function main(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, task.start - Date.now())));
  await withLedger(task.location, work);
}

main().catch((error: unknown) => {
  const known =
    error instanceof LseError ? {code: error.code, message: error.message, hint: error.hint} : {message: String(error)};
  writeSync(2, `${JSON.stringify(known)}\n`);
  process.exitCode = 1;
});
