import type {Connection} from '../../backends/db/sqlite/driver.ts';
import {SourceError} from '../../core/errors.ts';
import {placeText} from '../place-text.ts';
import {knownOfTrace} from './queries/known.ts';
import {type TraceMember, traceMembers} from './queries/trace-members.ts';
import {insertTraces} from './queries/traces.ts';
import {tracePlace} from './trace-place.ts';

/**
 * Says where every trace of the plan belongs.
 *
 * @param hasTree whether the tree has anything that the source lacks
 * @throws SourceError if a trace has no project
 */
export async function placeTraces(scratch: Connection, hasTree: boolean): Promise<void> {
  const traces = insertTraces(scratch);
  const homeless = new Homeless();
  for await (const members of byTrace(traceMembers(scratch))) {
    const [{trace_id: traceId}] = members;
    const isRooted = members.some(({run_id}) => run_id === traceId);
    const known = hasTree && !isRooted ? await knownOfTrace(scratch, traceId) : [];
    const place = tracePlace(traceId, members, known);
    if (place.project === null) homeless.add(members);
    await traces.add({
      trace_id: traceId,
      project: place.project,
      project_from: place.projectFrom,
      run_date: place.date,
      date_from: place.dateFrom,
      is_rooted: Number(place.isRooted),
    });
  }
  await traces.end();
  homeless.requireNone();
}

type Members = readonly [TraceMember, ...TraceMember[]];

async function* byTrace(members: AsyncIterable<TraceMember>): AsyncGenerator<Members> {
  let ofTrace: TraceMember[] = [];
  for await (const member of members) {
    if (ofTrace.length > 0 && ofTrace[0]?.trace_id !== member.trace_id) {
      yield ofTrace as unknown as Members;
      ofTrace = [];
    }
    ofTrace.push(member);
  }
  if (ofTrace.length > 0) yield ofTrace as unknown as Members;
}

class Homeless {
  #count = 0;
  #example = '';

  add(members: Members): void {
    if (this.#count === 0) this.#example = placeText(members[0]);
    this.#count += members.length;
  }

  /** @throws SourceError if there is any */
  requireNone(): void {
    if (this.#count === 0) return;
    const who = this.#count === 1 ? 'A run does not say' : `${this.#count} runs do not say`;
    throw new SourceError(
      'LSE_DATA_DIR',
      `${who} which project this is (${this.#count === 1 ? this.#example : `the first is ${this.#example}`}).`,
      'Name one for all runs with: lse import SOURCE --project NAME',
    );
  }
}
