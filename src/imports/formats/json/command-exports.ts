import {SourceError} from '../../../core/errors.ts';
import {groupedNumber} from '../../../core/grouped-number.ts';
import {Doubts} from '../../extraction/doubts.ts';
import type {GivenGap, Place} from '../../given.ts';
import type {JsonMembers} from './json-members.ts';

/** What the `langsmith` command takes of one trace, whatever it is told. */
const MOST_RUNS = 1_000;
/** How many traces it takes unless `--limit` says otherwise. */
const DEFAULT_TRACES = 10;
const ROUND = 10;

/** What shows in the exports of the `langsmith` command that they are not whole. One for an import. */
export class CommandExports {
  readonly #withoutErrors = new Doubts();
  /** How many files of one trace each folder has. */
  readonly #folders = new Map<string, number>();

  file(name: string): CommandFile {
    return new CommandFile(name, this.#withoutErrors, (folder) => {
      this.#folders.set(folder, (this.#folders.get(folder) ?? 0) + 1);
    });
  }

  *gaps(): Generator<GivenGap> {
    yield* this.#withoutErrors.gaps(
      (begin) =>
        `${begin('was', 'were')} exported without --include-io, so that no run says its error; export with --full`,
    );
    for (const [folder, traces] of this.#folders) {
      if (traces % ROUND === 0)
        yield {kind: 'gap', place: {file: folder, line: null}, what: limitText(traces, 'trace')};
    }
  }
}

/** One file of such runs, in their order. */
export class CommandFile {
  readonly #name: string;
  readonly #withoutErrors: Doubts;
  readonly #noteTrace: (folder: string) => void;
  #runs = 0;
  #traces = 0;
  #isGrouped = false;
  #traceId: string | null = null;
  #runsOfTrace = 0;
  #last: Place | null = null;

  constructor(name: string, withoutErrors: Doubts, noteTrace: (folder: string) => void) {
    this.#name = name;
    this.#withoutErrors = withoutErrors;
    this.#noteTrace = noteTrace;
  }

  /**
   * `isGrouped`: the export has an object for each trace.
   *
   * @throws SourceError if the export left out whether a run failed
   */
  *take(members: JsonMembers, place: Place, isGrouped: boolean): Generator<GivenGap> {
    if (members.kind('error') === null) {
      if (members.kind('status') === null) throw withoutStatus(place);
      this.#withoutErrors.note(place);
    }
    const traceId = members.text('trace_id');
    if (traceId !== this.#traceId) {
      yield* this.#endTrace();
      this.#traceId = traceId;
      this.#traces += 1;
    }
    this.#runs += 1;
    this.#runsOfTrace += 1;
    this.#isGrouped ||= isGrouped;
    this.#last = place;
  }

  *end(): Generator<GivenGap> {
    yield* this.#endTrace();
    if (this.#runs === 0) return;
    if (this.#traces === 1) {
      const folder = this.#name.slice(0, Math.max(this.#name.lastIndexOf('/'), 0));
      this.#noteTrace(folder === '' ? '.' : folder);
      return;
    }
    const [count, unit] = this.#isGrouped ? ([this.#traces, 'trace'] as const) : ([this.#runs, 'run'] as const);
    if (count % ROUND === 0) yield {kind: 'gap', place: {file: this.#name, line: null}, what: limitText(count, unit)};
  }

  *#endTrace(): Generator<GivenGap> {
    if (this.#runsOfTrace === MOST_RUNS && this.#last !== null) {
      const most = groupedNumber(MOST_RUNS);
      const what = `has exactly ${most} runs of trace ${this.#traceId}, the most that the langsmith command takes of one`;
      yield {kind: 'gap', place: this.#last, what};
    }
    this.#runsOfTrace = 0;
  }
}

function limitText(count: number, unit: 'trace' | 'run'): string {
  const exactly = `has exactly ${groupedNumber(count)} ${unit}s`;
  if (count === DEFAULT_TRACES && unit === 'trace') {
    return `${exactly}, as many as the langsmith command exports unless --limit says otherwise; there may be more`;
  }
  return `${exactly}, a number that --limit of the langsmith command may have drawn; there may be more`;
}

function withoutStatus({file, line}: Place): SourceError {
  const where = line === null ? file : `${file}, line ${line}`;
  return new SourceError(
    'LSE_IMPORT',
    `${where} was exported by the langsmith command without status and error: every report on it would count no failing run.`,
    'Export it again with everything: langsmith trace export ./traces --project NAME --limit 1000 --full',
  );
}
