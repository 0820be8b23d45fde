import {briefOutline} from './fields/brief.ts';
import {JsonScan} from './json/json-scan.ts';
import {joinedOutlines} from './json/outline.ts';
import {factsOutline} from './stripped-document.ts';

/** One for a thread: it keeps its memory from one document to the next. Undefined until it is needed. */
let scan: JsonScan | null | undefined;

/** The scan of documents, or null where this machine has none. What it finds is there until it is used again. */
export function documentScan(): JsonScan | null {
  if (scan === undefined) scan = JsonScan.start(factsOutline);
  return scan;
}

let scanOfContent: JsonScan | null | undefined;

/** The same for whoever compares documents, and looks at what a database keeps of them as well. */
export function contentScan(): JsonScan | null {
  if (scanOfContent === undefined) scanOfContent = JsonScan.start(joinedOutlines(factsOutline, briefOutline));
  return scanOfContent;
}
