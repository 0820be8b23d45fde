import type {LoadedDay} from '../../core/record-store.ts';
import type {StoredDay} from '../../core/stored-day.ts';

/** The rows of days, and the noted loads of days whose rows nobody touched since. */
export function storedDaysOf(rows: readonly Omit<StoredDay, 'load'>[], loaded: readonly LoadedDay[]): StoredDay[] {
  const days = new Map<string, StoredDay>(rows.map((day) => [nameOf(day), {...day, load: null}]));
  for (const {project, date, listing, superseded, unreadable, mark = null} of loaded) {
    const {rows: count, state} = days.get(nameOf({project, date})) ?? {rows: 0, state: null};
    const load = {listing, filesWithoutRow: superseded + unreadable.length};
    // Two loads of the same files may leave different rows, since a load deletes none. A row that another one replaces goes without a trigger.
    days.set(nameOf({project, date}), {
      project,
      date,
      rows: count,
      state: state ?? (mark === null ? null : `${mark} ${count}`),
      load,
    });
  }
  return [...days.values()];
}

function nameOf({project, date}: Pick<StoredDay, 'project' | 'date'>): string {
  return `${date} ${project}`;
}
