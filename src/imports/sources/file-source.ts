import {LseError} from '../../core/errors.ts';
import type {ExtractionRule} from '../extraction/extraction-time.ts';
import {ImportFindings} from '../formats/json/import-findings.ts';
import {MemberScan} from '../formats/json/json-members.ts';
import {inFormat, JsonReader} from '../formats/json/json-reader.ts';
import {SpanReading} from '../formats/json/span-reading.ts';
import type {FormatName, Given, GivenSkip, ImportSource, NumberedRun, SecondReading} from '../given.ts';
import type {ImportOptions} from '../import-options.ts';
import type {FormatReader, SourceFile} from '../source-file.ts';
import {DiskFile, type FilePieces, type ListedFile} from './disk-file.ts';
import {fileKind} from './file-kind.ts';
import {LookedFile} from './looked-file.ts';
import {DamagedFile, PackedFile} from './packed-file.ts';
import {PiecesOfFiles} from './pieces-of-files.ts';
import {ReadMeter} from './read-meter.ts';
import type {Scratch} from './scratch.ts';
import {zipEntries} from './zip-archive.ts';

type Listed = ListedFile | GivenSkip;

/** A file that is no archive, open at its start. */
interface PlainFile {
  readonly file: DiskFile | PackedFile;
  readonly look: LookedFile;
  readonly head: Buffer;
  readonly kind: 'parquet' | 'json';
}

function skipOf({name}: {readonly name: string}, reason: string): GivenSkip {
  return {kind: 'skip', place: {file: name, line: null}, reason};
}

/** Of a message of OTLP, wherever it stands in the file. */
const SPANS = ['"resourceSpans"', '"resource_spans"'];
const LONGEST_MARK = Math.max(...SPANS.map((mark) => mark.length));

/** To look for a few bytes takes a hundredth of what it takes to go through all values. Mostly the first ones tell. */
async function mentionsSpans({file, head}: PlainFile): Promise<boolean> {
  const isIn = (bytes: Buffer): boolean => SPANS.some((mark) => bytes.includes(mark));
  if (isIn(head)) return true;
  let rest = Buffer.alloc(0);
  for await (const piece of file.bytes()) {
    const bytes = Buffer.concat([rest, piece]);
    if (isIn(bytes)) return true;
    rest = Buffer.from(bytes.subarray(Math.max(bytes.length - LONGEST_MARK, 0)));
  }
  return false;
}

/** Files as one sequence of runs. */
export class FileSource implements ImportSource {
  readonly bytes: number;
  readonly #listed: readonly Listed[];
  readonly #rule: ExtractionRule;
  readonly #options: ImportOptions;
  readonly #scratch: Scratch;
  readonly #scan = new MemberScan();
  #meter = new ReadMeter();
  #formats = new Map<FormatName, number>();
  /** Of the file that is being read. */
  #noted = new Set<FormatName>();
  /** The files in which not every run has a place, each with how many whole runs come before it. */
  #withOthers: {readonly file: number; readonly before: number}[] = [];
  #isReadAgain = false;

  constructor(listed: readonly Listed[], rule: ExtractionRule, options: ImportOptions, scratch: Scratch) {
    this.#listed = listed;
    this.#rule = rule;
    this.#options = options;
    this.#scratch = scratch;
    this.bytes = listed.reduce((sum, one) => ('kind' in one ? sum : sum + one.stamp.size), 0);
  }

  formats(): ReadonlyMap<FormatName, number> {
    return this.#formats;
  }

  bytesRead(): number {
    return this.#meter.bytes;
  }

  async *read(): AsyncGenerator<Given> {
    this.#meter = new ReadMeter();
    this.#formats = new Map();
    this.#withOthers = [];
    this.#isReadAgain = false;
    const findings = new ImportFindings(this.#rule);
    const json = this.#jsonReader(findings);
    let runs = 0;
    for (const [number, one] of this.#listed.entries()) {
      if ('kind' in one) {
        yield one;
        continue;
      }
      const others = {file: number, before: runs};
      for await (const given of this.#file(new DiskFile(one, this.#meter, {number}), json)) {
        if (given.kind === 'run' && given.part === 'whole') {
          runs += 1;
          if (given.at === undefined && this.#withOthers.at(-1) !== others) this.#withOthers.push(others);
        }
        yield given;
      }
    }
    yield* findings.gaps();
  }

  async again<T>(work: (reading: SecondReading) => Promise<T>): Promise<T> {
    this.#meter = new ReadMeter();
    this.#isReadAgain = true;
    const pieces = new PiecesOfFiles((number) => this.#pieces(number));
    try {
      const result = await work({
        others: () => this.#others(),
        fill: (place, target) => pieces.fill(place, target),
      });
      pieces.end();
      return result;
    } finally {
      pieces.close();
    }
  }

  #pieces(number: number): FilePieces {
    return new DiskFile(this.#listed[number] as ListedFile, this.#meter).pieces();
  }

  async *#others(): AsyncGenerator<NumberedRun> {
    const json = this.#jsonReader(new ImportFindings(this.#rule));
    for (const {file, before} of this.#withOthers) {
      let number = before;
      const disk = new DiskFile(this.#listed[file] as ListedFile, this.#meter, {number: file});
      for await (const given of this.#file(disk, json)) {
        if (given.kind !== 'run' || given.part !== 'whole') continue;
        if (given.at === undefined) yield {number, run: given};
        number += 1;
      }
    }
  }

  #jsonReader(findings: ImportFindings): JsonReader {
    return new JsonReader({
      as: this.#options.as,
      maxBytes: this.#options.maxFileBytes,
      scan: this.#scan,
      findings,
      spans: new SpanReading(this.#options.maxFileBytes, () => this.#withSpans()),
      note: (format) => this.#note(format),
    });
  }

  async *#file(file: DiskFile, json: FormatReader): AsyncGenerator<Given> {
    const {as} = this.#options;
    for await (const plain of this.#unpacked(file, null)) {
      if ('reason' in plain) {
        yield plain;
        continue;
      }
      const {look, kind} = plain;
      this.#noted = new Set();
      try {
        if (as !== null && (kind === 'parquet') !== (as === 'parquet')) {
          yield skipOf(look, `is ${kind === 'json' ? 'text' : 'Parquet'}, and --as ${as} reads nothing like it`);
        } else if (kind === 'parquet') yield* this.#parquet(plain.file);
        else yield* json.read(look);
      } catch (error) {
        if (!(error instanceof DamagedFile)) throw error;
        yield skipOf(look, error.message);
      }
    }
  }

  /** Every file that holds spans, also of archives, looked at ahead. What is wrong with one is said when it is read itself. */
  async *#withSpans(): AsyncGenerator<SourceFile> {
    for (const one of this.#listed) {
      if ('kind' in one) continue;
      try {
        // Others get their turn between its pieces, though nobody counts them.
        const disk = new DiskFile(one, new ReadMeter());
        for await (const plain of this.#unpacked(disk, null))
          if (!('reason' in plain) && plain.kind === 'json' && (await mentionsSpans(plain))) yield plain.look;
      } catch (error) {
        if (!(error instanceof LseError)) throw error;
      }
    }
  }

  /** The file itself or, of an archive, the files in it, each until the next one is asked for. `within` is what it was packed in. */
  async *#unpacked(file: DiskFile | PackedFile, within: 'zip' | 'gzip' | null): AsyncGenerator<PlainFile | GivenSkip> {
    const look = new LookedFile(file);
    try {
      const head = await look.head();
      const kind = fileKind(head);
      if (typeof kind === 'object') yield skipOf(file, kind.reason);
      else if (kind === 'zip' && file instanceof DiskFile && within === null) {
        for await (const entry of zipEntries(file, this.#scratch, this.#rule.zone)) {
          if (entry instanceof PackedFile) yield* this.#unpacked(entry, 'zip');
          else yield entry as GivenSkip;
        }
      } else if (kind === 'zip' || (kind === 'gzip' && within === 'gzip')) {
        yield skipOf(file, 'is an archive within another; unpack it first');
      } else if (kind === 'gzip') yield* this.#unpacked(this.#gunzipped(file), 'gzip');
      else yield {file, look, head, kind};
    } catch (error) {
      if (!(error instanceof DamagedFile)) throw error;
      yield skipOf(file, error.message);
    } finally {
      await look.close();
    }
  }

  #gunzipped(file: DiskFile | PackedFile): PackedFile {
    const name = file.path.at(-1) ?? '';
    const path = [...file.path.slice(0, -1), name.replace(/\.gz$/i, '')];
    const packing = {
      kind: 'gzip' as const,
      packedBytes: file.size,
      unpackedBytes: null,
      packed: () => file.bytes(),
    };
    return new PackedFile({name: file.name, path, modifiedAt: file.modifiedAt}, packing, this.#scratch);
  }

  async *#parquet(file: DiskFile | PackedFile): AsyncGenerator<Given> {
    this.#note('parquet');
    const {ParquetReader} = await import('../formats/parquet/parquet-reader.ts');
    const whole = file instanceof PackedFile ? await file.unpacked() : file;
    for await (const given of new ParquetReader(this.#rule.given).read(whole)) yield inFormat(given, 'parquet');
  }

  #note(format: FormatName): void {
    if (this.#isReadAgain || this.#noted.has(format)) return;
    this.#noted.add(format);
    this.#formats.set(format, (this.#formats.get(format) ?? 0) + 1);
  }
}
