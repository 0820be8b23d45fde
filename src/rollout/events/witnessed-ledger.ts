import type {Act} from '../ledger/act.ts';
import type {Entry} from '../ledger/entry.ts';
import type {Ledger} from '../ledger/ledger.ts';
import {eventOfAct, eventOfEntry, type RolloutEvent} from './event.ts';

type WithLedger = <T>(work: (ledger: Ledger) => Promise<T>) => Promise<T>;

/** A ledger that remembers what is written into it, for whoever must hear of it afterwards. What could not be written is not told. */
export class WitnessedLedger {
  readonly #withLedger: WithLedger;
  readonly #events: RolloutEvent[] = [];

  constructor(withLedger: WithLedger) {
    this.#withLedger = withLedger;
  }

  get events(): readonly RolloutEvent[] {
    return this.#events;
  }

  readonly withLedger: WithLedger = (work) =>
    this.#withLedger((ledger) =>
      work(
        new Proxy(ledger, {
          get: (target, name) => {
            if (name === 'append')
              return (entry: Entry, explanation?: string | null) => this.#append(target, entry, explanation);
            if (name === 'note') return (act: Act) => this.#note(target, act);
            const member: unknown = Reflect.get(target, name, target);
            return typeof member === 'function' ? member.bind(target) : member;
          },
        }),
      ),
    );

  async #append(ledger: Ledger, entry: Entry, explanation: string | null | undefined): Promise<void> {
    await ledger.append(entry, explanation);
    this.#meet(eventOfEntry(entry));
  }

  async #note(ledger: Ledger, act: Act): Promise<void> {
    await ledger.note(act);
    this.#meet(eventOfAct(act));
  }

  #meet(event: RolloutEvent | null): void {
    if (event !== null) this.#events.push(event);
  }
}
