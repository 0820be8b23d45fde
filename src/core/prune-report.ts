import type {CalendarDate} from './calendar-date.ts';

/** Which records to remove: those before a date, of one project or, if that is null, of all. */
export interface PruneScope {
  readonly before: CalendarDate;
  readonly project: string | null;
}

/** `drop`: the table goes as a whole, in an instant. `delete`: its rows go, one by one. */
export type PruneWay = 'drop' | 'delete';

/** The records of one month and project that lie in one table. */
export interface PrunedPart {
  /** As the database writes its name: a partition, or `runs` if there are none. */
  readonly table: string;
  /** `YYYY-MM` */
  readonly month: string;
  readonly project: string;
  readonly records: number;
  readonly firstDate: CalendarDate;
  readonly lastDate: CalendarDate;
  readonly way: PruneWay;
}

/** What a prune did, or would do. */
export interface PruneReport extends PruneScope {
  readonly applied: boolean;
  readonly records: number;
  /** The tables that go as a whole, also those without a row. */
  readonly tables: readonly string[];
  /** By month, table and project. */
  readonly parts: readonly PrunedPart[];
  /** The only projects that were searched, since the role may read no others; absent if it may read all. */
  readonly visibleProjects?: readonly string[];
}
