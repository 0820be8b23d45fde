import {UsageError} from '../../core/errors.ts';
import {parseInstant, printExactInstant} from '../../core/instant.ts';
import type {JsonValue} from '../../core/json/value.ts';
import type {Around, GivenGap, Place} from '../given.ts';
import type {ImportOptions} from '../import-options.ts';
import {Doubts} from './doubts.ts';
import {LocalZone} from './local-zone.ts';

/** When a run was taken out of LangSmith, as in `Around`. */
export type Extraction = Pick<Around, 'extractedAt' | 'extractedBy'>;

const ZONE = /(?:Z|[+-][0-9]{2}:[0-9]{2})$/;

/** What `--extracted-at` and `--extracted-zone` say, read once. */
export interface ExtractionRule {
  /** ISO 8601 in UTC. */
  readonly given: string | null;
  readonly zone: LocalZone | null;
}

/** @throws UsageError with all that is wrong */
export function extractionRule({extractedAt, extractedZone}: ImportOptions): ExtractionRule {
  const faults: string[] = [];
  const zone = extractedZone === null ? null : LocalZone.named(extractedZone);
  if (extractedZone !== null && zone === null) faults.push(`Unknown time zone '${extractedZone}'.`);
  const instant = extractedAt === null ? null : parseInstant(extractedAt);
  if (extractedAt !== null && instant === null) faults.push(`Invalid time of extraction '${extractedAt}'.`);
  if (faults.length > 0) {
    throw new UsageError(
      faults.join(' '),
      'Write times as 2025-09-13T10:00:00Z, and zones as Europe/Berlin, UTC or +02:00, such as: --extracted-zone Europe/Berlin',
    );
  }
  const isNaive = extractedAt !== null && !ZONE.test(extractedAt);
  if (instant === null) return {given: null, zone};
  const seconds = isNaive && zone !== null ? zone.toUtc(instant.seconds).seconds : instant.seconds;
  return {given: printExactInstant({...instant, seconds}), zone};
}

/** Finds out when each run was extracted, and keeps what is in doubt of it for the end of an import. */
export class ExtractionTimes {
  readonly #rule: ExtractionRule;
  readonly #naive = new Doubts();
  readonly #twice = new Doubts();
  readonly #never = new Doubts();

  constructor(rule: ExtractionRule) {
    this.#rule = rule;
  }

  /** `stated` is what a document says of itself, `named` what a path says, `modified` what the file system says. */
  of(stated: JsonValue | undefined, named: string | null, modified: string, place: Place): Extraction {
    if (this.#rule.given !== null) return {extractedAt: this.#rule.given, extractedBy: 'export'};
    const document = this.#read(stated, place);
    if (document !== null) return {extractedAt: document, extractedBy: 'document'};
    const path = this.#read(named ?? undefined, place);
    if (path !== null) return {extractedAt: path, extractedBy: 'export'};
    return {extractedAt: modified, extractedBy: 'file'};
  }

  *gaps(): Generator<GivenGap> {
    yield* this.#naive.gaps(
      (count) =>
        `${count('has a time', 'have times')} of extraction without a time zone, read as UTC: which snapshot of a run is the newest may be wrong; say the zone with --extracted-zone`,
    );
    yield* this.#twice.gaps(
      (count) =>
        `${count('has a time', 'have times')} of extraction that the clocks of --extracted-zone showed twice; the first was taken`,
    );
    yield* this.#never.gaps(
      (count) =>
        `${count('has a time', 'have times')} of extraction that the clocks of --extracted-zone never showed; they may be of another zone`,
    );
  }

  /** As ISO 8601 in UTC; null if there is none. */
  #read(value: JsonValue | undefined, place: Place): string | null {
    const instant = parseInstant(value);
    if (instant === null) return null;
    if (typeof value !== 'string' || ZONE.test(value)) return printExactInstant(instant);
    if (this.#rule.zone === null) {
      this.#naive.note(place);
      return printExactInstant(instant);
    }
    const {seconds, doubt} = this.#rule.zone.toUtc(instant.seconds);
    if (doubt === 'twice') this.#twice.note(place);
    if (doubt === 'never') this.#never.note(place);
    return printExactInstant({...instant, seconds});
  }
}
