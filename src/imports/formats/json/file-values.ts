import {groupedNumber} from '../../../core/grouped-number.ts';
import {parseJson} from '../../../core/json/parse.ts';
import {type JsonObject, type JsonValue, member} from '../../../core/json/value.ts';
import type {Extraction} from '../../extraction/extraction-time.ts';
import type {Around, BytesPlace, Given, GivenRun, Place} from '../../given.ts';
import type {SourceFile} from '../../source-file.ts';
import {uuidTime} from '../../uuid.ts';
import type {CommandFile} from './command-exports.ts';
import type {ImportFindings} from './import-findings.ts';
import {type JsonMembers, PROJECT_NAMES} from './json-members.ts';
import {type OlderPath, olderPath} from './older-path.ts';
import {type GroupAround, NO_GROUP} from './run-group.ts';
import {idFromName} from './run-id.ts';
import {operationOf, type ValueShape} from './value-shape.ts';

const INSTEAD =
  'export the runs with: langsmith trace export ./traces --project NAME --full, or take them with: lse pull --project NAME --date YYYY-MM-DD';

/** One value of a file. */
export interface FileValue {
  /** Neither `list`, `upload`, `spans` nor `other`. */
  readonly shape: ValueShape;
  readonly bytes: Uint8Array;
  readonly members: JsonMembers;
  readonly place: Place;
  /** Where `bytes` lie, if they can be read there. */
  readonly at: BytesPlace | undefined;
  /** Whether the file is this value and nothing else. */
  readonly isAlone: boolean;
  readonly group: GroupAround;
  /** What its list says of it. */
  readonly part: GivenRun['part'];
}

/** Makes runs of the values of one file. */
export class FileValues {
  readonly #file: SourceFile;
  readonly #findings: ImportFindings;
  readonly #command: CommandFile;
  readonly #older: OlderPath | null;

  constructor(file: SourceFile, findings: ImportFindings) {
    this.#file = file;
    this.#findings = findings;
    this.#command = findings.commands.file(file.name);
    this.#older = olderPath(file.name);
  }

  *givens({shape, bytes, members, place, at, isAlone, group, part}: FileValue): Generator<Given> {
    const read = (): JsonObject | null => members.run();
    if (shape === 'run')
      yield {kind: 'run', json: bytes, part, around: this.#ofRun(members, place, group), place, members: read, at};
    else if (shape === 'command-run') {
      const around = {...this.#plain(place, group), runId: members.text('run_id')};
      yield* this.#command.take(members, place, group.isTrace);
      yield {kind: 'run', json: bytes, part, around, place, members: read, at};
    } else if (shape === 'operation') yield* this.#operation(bytes, members, place, group);
    else if (shape === 'document') yield this.#document(members, place);
    else if (shape === 'page') yield* this.#page(bytes, members, place, isAlone);
    else if (shape === 'summary') yield* this.#summary(bytes, place);
    else if (shape === 'messages') {
      const reason = `is messages without the run they belong to, as langsmith-fetch writes them; ${INSTEAD}`;
      yield {kind: 'skip', place, reason};
    }
  }

  /** When nothing more comes from this file. */
  *end(): Generator<Given> {
    yield* this.#command.end();
  }

  /** When a run of this file was extracted that says nothing about it. */
  extraction(place: Place): Extraction {
    const {extractedAt, extractedBy} = this.#plain(place, NO_GROUP);
    return {extractedAt, extractedBy};
  }

  #plain(place: Place, group: GroupAround, stated?: JsonValue): Around {
    const named = this.#older?.extractedAt ?? null;
    return {
      runId: null,
      traceId: group.traceId,
      startTime: null,
      projectName: group.projectName,
      projectId: group.projectId,
      ...this.#findings.times.of(stated, named, this.#file.modifiedAt, place),
      metadata: null,
      derived: {},
    };
  }

  #ofRun(members: JsonMembers, place: Place, group: GroupAround): Around {
    const around = this.#plain(place, group);
    if (this.#older === null || around.projectName !== null) return around;
    const named = PROJECT_NAMES.map((name) => members.text('extra', 'metadata', name)).find(
      (name) => name !== null && name !== '',
    );
    return {...around, projectName: named ?? this.#older.project};
  }

  *#operation(bytes: Uint8Array, members: JsonMembers, place: Place, group: GroupAround): Generator<Given> {
    const found = operationOf(members);
    if (found === null) return;
    const around = this.#plain(place, group);
    const parts = found.member === 'post' || found.member === 'patch' ? (['post', 'patch'] as const) : [found.part];
    // Copied at once: what the members give is gone when the next value is looked at.
    const runs = parts.flatMap((part) => {
      const json = found.member === null ? bytes : members.bytes(parts.length === 2 ? part : found.member);
      return json === null || json[0] !== 0x7b ? [] : [{part, json: Buffer.from(json)}];
    });
    for (const {part, json} of runs) yield {kind: 'run', json, part, around, place};
  }

  #document(members: JsonMembers, place: Place): Given {
    const json = Buffer.from(members.bytes('trace') ?? []);
    const bytes = members.kind('metadata') === 'object' ? members.bytes('metadata') : null;
    const metadata = bytes === null ? null : Buffer.from(bytes);
    const value = metadata === null ? null : parseJson(metadata.toString('utf8')).value;
    const text = (name: string): string | null => {
      const found = member(value, name);
      return typeof found === 'string' && found !== '' ? found : null;
    };
    const around = {
      ...this.#plain(place, NO_GROUP, member(value, 'extracted_at')),
      runId: text('run_id'),
      projectName: text('project_name') ?? this.#older?.project ?? null,
      metadata,
    };
    return {kind: 'run', json, part: 'whole', around, place};
  }

  *#page(bytes: Uint8Array, members: JsonMembers, place: Place, isAlone: boolean): Generator<Given> {
    const id = isAlone ? idFromName(this.#file.path.at(-1) ?? '') : null;
    if (id === null) {
      const where = isAlone ? "whose file's name has no run id, or several" : 'among others in one file';
      const reason = `is inputs and outputs without a run id, ${where}; name a file that holds one run <run id>.json`;
      yield {kind: 'skip', place, reason};
      return;
    }
    const json = Buffer.from(bytes);
    const isSilent = members.kind('status') === null && members.kind('error') === null;
    if (isSilent) this.#findings.noteWithoutStatus(place);
    yield {
      kind: 'run',
      json,
      part: 'whole',
      around: {...this.#plain(place, NO_GROUP), runId: id, startTime: uuidTime(id)},
      place,
    };
  }

  *#summary(bytes: Uint8Array, place: Place): Generator<Given> {
    const {value} = parseJson(Buffer.from(bytes).toString('utf8'));
    const failures = member(value, 'failures');
    if (!Array.isArray(failures) || failures.length === 0) return;
    const first = (failures as JsonValue[]).map((one) => member(one, 'run_id')).find((id) => typeof id === 'string');
    const runs = failures.length === 1 ? 'a run that was' : `${groupedNumber(failures.length)} runs that were`;
    const example = first === undefined ? '' : `, such as ${JSON.stringify(first)}`;
    yield {kind: 'gap', place, what: `names ${runs} not saved when the runs here were${example}`};
  }
}
