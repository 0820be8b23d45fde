/** Where events go: to a command, started without a shell, or to an address. */
export type EventTarget =
  | {readonly kind: 'command'; readonly argv: readonly string[]}
  | {readonly kind: 'webhook'; readonly url: string};

/** What became of events. A failure is one sentence without a secret, for stderr and the log; it is never thrown. */
export interface Delivery {
  /** How many were taken: all of them or none. */
  readonly sent: number;
  readonly failure: string | null;
}

/** Why events were not taken, in words that go on from `Events were not sent: `; without a period at the end. */
export class Undelivered extends Error {}
