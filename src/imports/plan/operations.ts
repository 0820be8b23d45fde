import type {Connection} from '../../backends/db/sqlite/driver.ts';
import {parseInstant} from '../../core/instant.ts';
import {writtenJson} from '../../core/json/print.ts';
import type {JsonObject, JsonValue} from '../../core/json/value.ts';
import {compareExtraction} from '../../core/snapshot.ts';
import type {Around, GivenRun} from '../given.ts';
import {exactObject} from '../runs/run-members.ts';
import {type PartRow, parts} from './queries/parts.ts';

/** What stands around a run, as JSON, for the time that it waits in the scratch database. */
export function packAround({around, place, format}: GivenRun): string {
  const metadata = around.metadata === null ? null : Buffer.from(around.metadata).toString();
  return JSON.stringify({around: {...around, metadata}, place, format});
}

/** The run again, as the source gave it. */
export function unpackRun({json, around: packed}: {readonly json: Uint8Array; readonly around: string}): GivenRun {
  const {around, ...rest} = JSON.parse(packed) as Pick<GivenRun, 'place'> & {
    around: Omit<Around, 'metadata'> & {metadata: string | null};
  };
  const metadata = around.metadata === null ? null : Buffer.from(around.metadata);
  return {kind: 'run', part: 'whole', json, ...rest, around: {...around, metadata}};
}

/** Operations become whole runs, by their ids, once all of them are there. */
export async function* mergedRuns(scratch: Connection): AsyncGenerator<GivenRun> {
  let ofRun: PartRow[] = [];
  for await (const part of parts(scratch)) {
    if (ofRun.length > 0 && ofRun[0]?.run_id !== part.run_id) {
      yield mergeOperations(ofRun.map(unpackRun));
      ofRun = [];
    }
    ofRun.push(part);
  }
  if (ofRun.length > 0) yield mergeOperations(ofRun.map(unpackRun));
}

/**
 * Members of later operations stand above those of earlier ones. A null says nothing, as in LangSmith's own merging: a patch without
 * inputs leaves those of the post.
 */
function mergeOperations(operations: readonly GivenRun[]): GivenRun {
  const [first] = operations as readonly [GivenRun, ...GivenRun[]];
  const members = new Map<string, JsonValue>();
  for (const {json} of operations) {
    for (const [key, value] of exactObject(json)) if (value !== null || !members.has(key)) members.set(key, value);
  }
  const json = Buffer.from(writtenJson(members as JsonObject));
  return {...first, part: 'whole', json, around: operations.map(({around}) => around).reduce(joined)};
}

/** The first that says something counts, of times of extraction the last. */
function joined(earlier: Around, later: Around): Around {
  const isLater = compareExtraction(parseInstant(later.extractedAt), parseInstant(earlier.extractedAt)) > 0;
  const newest = isLater ? later : earlier;
  return {
    runId: earlier.runId ?? later.runId,
    traceId: earlier.traceId ?? later.traceId,
    startTime: earlier.startTime ?? later.startTime,
    projectName: earlier.projectName ?? later.projectName,
    projectId: earlier.projectId ?? later.projectId,
    extractedAt: newest.extractedAt,
    extractedBy: newest.extractedBy,
    metadata: earlier.metadata ?? later.metadata,
    derived: {...earlier.derived, ...later.derived},
  };
}
