import type {Connection} from '../../backends/db/sqlite/driver.ts';
import type {CalendarDate} from '../../core/calendar-date.ts';
import {compareCodePoints} from '../../core/code-point-order.ts';
import {countTraces} from '../plan/queries/gaps.ts';
import {snapshotCounts} from '../plan/queries/snapshot-counts.ts';
import type {WrittenSnapshot} from '../tree/snapshot-writer.ts';
import type {Receipt} from './receipt.ts';

const NAMED = 5;

type Counts = Pick<
  Receipt,
  'found' | 'traces' | 'taken' | 'alreadyThere' | 'replaced' | 'repeated' | 'unplaced' | 'moved' | 'written'
>;

/** Files of the tree that hold a run where it does not belong. */
export interface Elsewhere {
  readonly count: number;
  readonly examples: readonly string[];
}

/** What became of the runs. */
export class WrittenCounts {
  readonly #outcomes = {taken: 0, there: 0, replaced: 0};
  readonly #days = new Map<string, {project: string; date: CalendarDate; runs: number}>();
  readonly #elsewhere: {count: number; examples: string[]} = {count: 0, examples: []};
  #moved = 0;
  #unplaced = 0;

  add(project: string, date: CalendarDate, {outcome, moved, elsewhere}: WrittenSnapshot): void {
    this.#outcomes[outcome] += 1;
    this.#moved += moved;
    this.#elsewhere.count += elsewhere.length;
    for (const path of elsewhere) if (this.#elsewhere.examples.length < NAMED) this.#elsewhere.examples.push(path);
    if (outcome === 'taken') this.#count(project, date, 1);
  }

  /** So many that were not there before. */
  addTaken(project: string, date: CalendarDate, runs: number): void {
    this.#outcomes.taken += runs;
    this.#count(project, date, runs);
  }

  addUnplaced(): void {
    this.#unplaced += 1;
  }

  elsewhere(): Elsewhere {
    return this.#elsewhere;
  }

  async counts(scratch: Connection): Promise<Counts> {
    const {given, runs, repeated} = await snapshotCounts(scratch);
    const {taken, there, replaced} = this.#outcomes;
    return {
      found: given,
      traces: await countTraces(scratch),
      taken,
      alreadyThere: there,
      replaced: replaced + given - runs - repeated,
      repeated,
      unplaced: this.#unplaced,
      moved: this.#moved,
      written: [...this.#days.values()].sort(
        (left, right) => compareCodePoints(left.project, right.project) || (left.date < right.date ? -1 : 1),
      ),
    };
  }

  #count(project: string, date: CalendarDate, runs: number): void {
    const key = `${date} ${project}`;
    const day = this.#days.get(key);
    if (day === undefined) this.#days.set(key, {project, date, runs});
    else day.runs += runs;
  }
}
