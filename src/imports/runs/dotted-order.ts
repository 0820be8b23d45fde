import {type Instant, parseInstant} from '../../core/instant.ts';

/**
 * What LangSmith orders the runs of a trace by: `<start>Z<run id>` of the root, of each run below it, and of the run itself, with points
 * between them. A start is `YYYYMMDDTHHMMSS` and digits of its fraction, six as a rule.
 */
export interface DottedOrder {
  /** The id of the trace's root, which is that of the trace. */
  readonly rootId: string;
  /** When the root started; null if that is no time. */
  readonly rootStart: Instant | null;
  /** The id of the run above; null for the root itself. */
  readonly parentId: string | null;
}

const PART = /^([0-9]{4})([0-9]{2})([0-9]{2})T([0-9]{2})([0-9]{2})([0-9]{2})([0-9]*)Z(.+)$/s;

/** Null for a text that is none. */
export function parseDottedOrder(text: string): DottedOrder | null {
  const parts = text.split('.');
  const root = PART.exec(parts[0] as string);
  if (root === null) return null;
  const [, year, month, day, hour, minute, second, fraction, rootId = ''] = root;
  const digits = fraction === '' ? '' : `.${fraction}`;
  const parent = parts.length < 2 ? undefined : PART.exec(parts.at(-2) as string)?.[8];
  return {
    rootId,
    rootStart: parseInstant(`${year}-${month}-${day}T${hour}:${minute}:${second}${digits}Z`),
    parentId: parent ?? null,
  };
}
