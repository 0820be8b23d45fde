import {detached} from '../json/detached.ts';
import {JsonScan} from '../json/json-scan.ts';
import type {Outline} from '../json/outline.ts';
import {strippedValue} from '../json/stripped-value.ts';
import {isObject, type JsonObject} from '../json/value.ts';
import {documentOutline} from './outline.ts';
import {recordValues} from './record-values.ts';
import type {RecordValues, RunPath} from './run-values.ts';

/** Reads of documents what a report asks for, by a scan of their bytes; it makes no value of anything else. */
export class ValuesReader {
  readonly paths: readonly RunPath[];
  readonly #outline: Outline;
  readonly #scan: JsonScan | null;

  constructor(paths: readonly RunPath[]) {
    this.paths = paths;
    this.#outline = documentOutline(paths);
    this.#scan = JsonScan.start(this.#outline);
  }

  /** The document stripped to its ids and what is asked for; null where only the exact reader can tell. */
  strip(text: Uint8Array | string): JsonObject | null {
    const found = this.#scan?.scan(text) ?? null;
    if (found === null || !found.parts.isDivided(found.parts.root)) return null;
    const trace = found.parts.member(found.parts.root, 'trace');
    // What has no run in it is left to the exact reader, which says so.
    const isRun = trace !== null && found.parts.isDivided(trace);
    const stripped = isRun ? strippedValue(found.parts, found.parts.root, this.#outline) : null;
    this.#scan?.release();
    return stripped !== null && isObject(stripped) ? stripped : null;
  }

  /** Of a document as `strip` gives it. */
  values(runId: string, stripped: JsonObject): RecordValues {
    return recordValues(runId, stripped, this.paths);
  }

  /** Of a whole document; what is kept shares no text with it. */
  detachedValues(runId: string, document: JsonObject): RecordValues {
    const {runs} = recordValues(runId, document, this.paths);
    return {runId, runs: runs.map(({parent, values}) => ({parent, values: values.map(detached)}))};
  }
}
