import {crc32} from 'node:zlib';
import type {Connection} from '../../backends/db/sqlite/driver.ts';
import {giveBack} from '../../core/large-memory.ts';
import {UnreadableDocument} from '../../core/run-document.ts';
import {fileStem} from '../../transfer/export-name.ts';
import type {EarlyFiles, EarlyPlace, ReadRun} from '../early/early-files.ts';
import type {GivenRun, ImportSource} from '../given.ts';
import {Tally} from '../receipt/tally.ts';
import {type RunHeader, runHeader} from '../runs/run-header.ts';
import {exactObject, type RunMembers} from '../runs/run-members.ts';
import {nextTurn, RUNS_A_TURN} from '../turns.ts';
import {mergedRuns, packAround} from './operations.ts';
import type {ProjectNames} from './project-names.ts';
import {insertChildren} from './queries/children.ts';
import {insertGiven} from './queries/insert-given.ts';
import {insertParts} from './queries/insert-parts.ts';
import {insertMerged} from './queries/merged.ts';
import {insertNested} from './queries/nested.ts';
import {type NotedSource, SourceRows} from './source-rows.ts';

/** What the first reading of a source leaves behind, beside the rows in the scratch database. */
export interface SourceReading {
  readonly skipped: Tally;
  readonly gaps: Tally;
  /** The place, in the order of the source, of the first run that operations give; whole ones stand before it. */
  readonly firstMerged: number;
}

/** Reads all of the source, and writes down of each run what decides where it belongs. */
export async function readSource(
  scratch: Connection,
  source: ImportSource,
  members: RunMembers,
  names: ProjectNames,
  early: EarlyFiles | null,
  onTurn: () => void,
): Promise<SourceReading> {
  const [skipped, gaps] = [new Tally(), new Tally()];
  const [given, nested, parts] = [insertGiven(scratch), insertNested(scratch), insertParts(scratch)];
  const children = insertChildren(scratch);
  const sources = new SourceRows(scratch);
  const note = async (seq: number, run: GivenRun): Promise<void> => {
    const header = trying(run, skipped, () => headerOf(run, members));
    if (header === null) return;
    const project = names.of(header, run.place);
    const stem = fileStem(header.runId);
    const place = early?.write({run, header, stem, project}) ?? null;
    await given.add(givenRow({seq, run, header, stem, project, place, source: await sources.of(run)}));
    for (const {id, isPending} of header.nested) {
      await nested.add({id, seq, holder: header.runId, is_pending: Number(isPending)});
    }
    for (const id of header.childIds) await children.add({id, seq});
  };
  let [seq, operations, turn] = [0, 0, 0];
  for await (const each of source.read()) {
    if (each.kind === 'skip') skipped.add(each.place, each.reason);
    else if (each.kind === 'gap') gaps.add(each.place, each.what);
    else if (each.part === 'whole') {
      await note(seq, each);
      seq += 1;
    } else {
      const run = trying(each, skipped, () => headerOf(each, members));
      const rank = each.part === 'post' ? 0 : 1;
      // The bytes may be those of the next run by the time that the row is written.
      const json = Buffer.from(each.json);
      if (run !== null) await parts.add({run_id: run.runId, rank, seq: operations, json, around: packAround(each)});
      operations += 1;
    }
    giveBack();
    turn = (turn + 1) % RUNS_A_TURN;
    if (turn > 0) continue;
    onTurn();
    await nextTurn();
  }
  await parts.end();
  const firstMerged = seq;
  if (operations > 0) {
    const merged = insertMerged(scratch);
    for await (const run of mergedRuns(scratch)) {
      await merged.add({seq, json: run.json, around: packAround(run)});
      await note(seq, run);
      seq += 1;
    }
    await merged.end();
  }
  await given.end();
  await sources.end();
  await nested.end();
  await children.end();
  onTurn();
  return {skipped, gaps, firstMerged};
}

/** Null if the run was skipped, since its document would be unreadable. */
function trying<T>(run: GivenRun, skipped: Tally, work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof UnreadableDocument)) throw error;
    skipped.add(run.place, error.message);
    return null;
  }
}

function headerOf({json, around, members: read}: GivenRun, members: RunMembers): RunHeader {
  const metadata = around.metadata === null ? null : exactObject(around.metadata);
  return runHeader(read?.() ?? members.read(json), around, metadata);
}

interface NotedRun extends ReadRun {
  readonly seq: number;
  readonly source: NotedSource;
  readonly place: EarlyPlace | null;
}

function givenRow({seq, run, source, header, stem, project, place}: NotedRun) {
  return {
    seq,
    run_id: header.runId,
    stem,
    trace_id: header.trace?.id ?? null,
    trace_from: header.trace?.from ?? null,
    parent_id: header.parentId,
    project_name: project.name,
    project_from: project.from,
    project_id: project.id,
    start_seconds: header.start?.seconds ?? null,
    root_seconds: header.rootStart?.seconds ?? null,
    extracted_seconds: source.extracted.seconds,
    extracted_fraction: source.extracted.fraction,
    has_ended: Number(header.hasEnded),
    is_pending: Number(header.isPending),
    says_trace: Number(header.saysTrace),
    derives: Number(header.isIncomplete),
    bytes: run.json.length,
    checksum: crc32(run.json),
    source: source.id,
    line: run.place.line,
    at: run.at?.offset ?? null,
    early_date: place?.date ?? null,
    early_project: place?.project ?? null,
    early_project_from: place?.projectFrom ?? null,
  };
}
