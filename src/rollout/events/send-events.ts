import {runCommand} from './command.ts';
import {type Delivery, type EventTarget, Undelivered} from './delivery.ts';
import type {RolloutEvent} from './event.ts';
import {post} from './webhook.ts';

export interface SendOptions {
  /** `LSE_EVENTS_SECRET`: with it the body is signed. */
  readonly secret?: string | null;
  /** Milliseconds; for tests. */
  readonly limits?: {readonly command?: number; readonly webhook?: number};
}

/** A script may look something up, a chat's server has no reason to. */
const COMMAND_MILLISECONDS = 10_000;
const WEBHOOK_MILLISECONDS = 3000;

/** More at once is no message any more; the history has them all. */
const MOST = 1000;

/**
 * Sends events as lines of JSON, all at once, to what the team named. Never throws, and never takes longer than its limit: what went
 * wrong comes back as a sentence, for whoever called to say and to write down.
 */
export async function sendEvents(
  target: EventTarget,
  events: readonly RolloutEvent[],
  {secret = null, limits = {}}: SendOptions = {},
): Promise<Delivery> {
  if (events.length === 0) return {sent: 0, failure: null};
  const sent = events.slice(0, MOST);
  const body = sent.map((event) => `${JSON.stringify(event)}\n`).join('');
  try {
    if (target.kind === 'command') await runCommand(target.argv, body, limits.command ?? COMMAND_MILLISECONDS);
    else await post(target.url, body, {secret, milliseconds: limits.webhook ?? WEBHOOK_MILLISECONDS});
  } catch (error) {
    const reason = error instanceof Undelivered ? error.message : `something unforeseen went wrong (${codeOf(error)})`;
    return {sent: 0, failure: `Events were not sent: ${reason}.`};
  }
  const left = events.length - sent.length;
  return {sent: sent.length, failure: left === 0 ? null : `Events were not sent: ${left} more than ${MOST} at once.`};
}

/** Never the message, which may quote an address with its secrets. */
function codeOf(error: unknown): string {
  const {code, name} = (error ?? {}) as {code?: unknown; name?: unknown};
  return String(code ?? name ?? 'unknown');
}
