import {eventOfGate, type RolloutEvent} from '../../rollout/events/event.ts';
import {decideGate} from '../../rollout/gate/verdict.ts';
import type {Entry} from '../../rollout/ledger/entry.ts';
import {gateQuestionOf} from '../../rollout/standing/project-standing.ts';
import type {Rollout} from './rollout.ts';

/** For the projects whose gate these entries opened. Nothing is read unless somebody asked to be told. */
export async function openedGates(rollout: Rollout, entries: readonly Entry[]): Promise<RolloutEvent[]> {
  const {events} = await rollout.intent().catch(() => ({events: null}));
  if (events === null || !events.on.includes('gate opened')) return [];
  const context = await rollout.context();
  const written = new Set(entries.map(({id}) => id));
  const projects = new Set(entries.flatMap(({project}) => project ?? []));
  const opened: RolloutEvent[] = [];
  for (const facts of await rollout.factsOf([...projects], () => {})) {
    const {project} = facts;
    const question = gateQuestionOf(facts, context, null);
    if (question.from === question.to) continue;
    const before = {...question, entries: facts.entries?.filter(({id}) => !written.has(id)) ?? null};
    const states = {before: decideGate(before).state, now: decideGate(question).state};
    const event = eventOfGate(project, question, states);
    if (event !== null) opened.push(event);
  }
  return opened;
}
