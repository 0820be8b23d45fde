import {detached} from '../json/detached.ts';
import {JsonScan} from '../json/json-scan.ts';
import type {Outline} from '../json/outline.ts';
import {strippedValue} from '../json/stripped-value.ts';
import {isObject, type JsonObject} from '../json/value.ts';
import {documentOutline} from './outline.ts';
import {recordValues} from './record-values.ts';
import type {RecordValues, RunPath} from './run-values.ts';

/** Reads from documents what a report asks for, by a scan of their bytes. It makes no value of anything else. */
export class ValuesReader {
  readonly paths: readonly RunPath[];
  readonly #outline: Outline;
  readonly #scan: JsonScan | null;

  constructor(paths: readonly RunPath[]) {
    this.paths = paths;
    this.#outline = documentOutline(paths);
    this.#scan = JsonScan.start(this.#outline);
  }

  /** The document stripped to its ids and what is asked for; null if only the exact reader can tell. */
  strip(text: Uint8Array | string): JsonObject | null {
    const found = this.#scan?.scan(text) ?? null;
    if (found === null || !found.parts.isDivided(found.parts.root)) return null;
    const trace = found.parts.member(found.parts.root, 'trace');
    // The exact reader reads a document without a run, and says so.
    const isRun = trace !== null && found.parts.isDivided(trace);
    const stripped = isRun ? strippedValue(found.parts, found.parts.root, this.#outline) : null;
    this.#scan?.release();
    return stripped !== null && isObject(stripped) ? stripped : null;
  }

  /** The values of a document as `strip` returns it. */
  values(runId: string, stripped: JsonObject): RecordValues {
    return recordValues(runId, stripped, this.paths);
  }

  /** The values of a whole document; they share no text with it. */
  detachedValues(runId: string, document: JsonObject): RecordValues {
    const {runs} = recordValues(runId, document, this.paths);
    return {runId, runs: runs.map(({parent, values}) => ({parent, values: values.map(detached)}))};
  }
}
