import type {Connection} from '../../backends/db/sqlite/driver.ts';
import {type Instant, parseInstant} from '../../core/instant.ts';
import type {GivenRun} from '../given.ts';
import type {RowInsertion} from './queries/insert-rows.ts';
import {insertSources} from './queries/insert-sources.ts';

/** A time of extraction that is no time counts as oldest. */
const OLDEST = -(2 ** 52);

export interface NotedSource {
  readonly id: number;
  readonly extracted: Instant;
}

/** What runs have in common that stand next to each other is written down once for all of them. */
export class SourceRows {
  readonly #rows: RowInsertion<'id' | 'file' | 'number' | 'extracted_at' | 'extracted_by' | 'format'>;
  #noted: NotedSource | null = null;
  #last: SourceRow | null = null;

  constructor(scratch: Connection) {
    this.#rows = insertSources(scratch);
  }

  async of(run: GivenRun): Promise<NotedSource> {
    const row = rowOf(run);
    if (this.#noted !== null && this.#last !== null && isSame(row, this.#last)) return this.#noted;
    const instant = parseInstant(row.extracted_at);
    const id = (this.#noted?.id ?? 0) + 1;
    this.#last = row;
    this.#noted = {id, extracted: {seconds: instant?.seconds ?? OLDEST, fraction: instant?.fraction ?? ''}};
    await this.#rows.add({id, ...row});
    return this.#noted;
  }

  end(): Promise<void> {
    return this.#rows.end();
  }
}

type SourceRow = ReturnType<typeof rowOf>;

function rowOf({around, place, format, at}: GivenRun) {
  return {
    file: place.file,
    number: at?.file ?? null,
    extracted_at: around.extractedAt,
    extracted_by: around.extractedBy,
    format: format ?? null,
  };
}

function isSame(one: SourceRow, other: SourceRow): boolean {
  return (
    one.file === other.file &&
    one.number === other.number &&
    one.extracted_at === other.extracted_at &&
    one.extracted_by === other.extracted_by &&
    one.format === other.format
  );
}
