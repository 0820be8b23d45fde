import type {RolloutEvent} from '../../rollout/events/event.ts';
import {writeNotice} from '../terminal.ts';
import type {Rollout} from './rollout.ts';
import {messageOf} from './written-down.ts';

/** Tells the receivers that the rollout file names what they asked for. A failure is reported, and changes nothing. */
export async function tellEvents(rollout: Rollout, events: readonly RolloutEvent[]): Promise<void> {
  if (events.length === 0) return;
  try {
    const {events: asked} = await rollout.intent();
    const wanted = events.filter(({event}) => asked?.on.includes(event));
    if (asked === null || wanted.length === 0) return;
    const {sendEvents} = await import('../../rollout/events/send-events.ts');
    const {to} = asked;
    const target = to.kind === 'command' ? ({kind: 'command', argv: to.command} as const) : to;
    const {failure} = await sendEvents(target, wanted, {secret: rollout.settings.eventsSecret});
    if (failure !== null) await writeNotice(`Warning: ${failure}`);
  } catch (error) {
    await writeNotice(`Warning: It is done, and nobody was told of it: ${messageOf(error)}`);
  }
}
