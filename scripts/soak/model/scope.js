/**
 * @typedef {object} Scope
 * @property {string | null} project null: all of them
 * @property {string | null} from null: every date
 * @property {string | null} to
 */

/** @type {Scope} */
export const everything = {project: null, from: null, to: null};

/** @param {Scope} scope @param {{project: string, date: string}} day */
export function isWithin({project, from, to}, day) {
  return (
    (project === null || project === day.project) &&
    (from === null || to === null || (day.date >= from && day.date <= to))
  );
}

/** As flags of a command. @param {Scope} scope @returns {string[]} */
export function scopeFlags({project, from, to}) {
  const dates = from === null || to === null ? [] : from === to ? ['--date', from] : ['--from', from, '--to', to];
  return [...dates, ...(project === null ? [] : ['--project', project])];
}

/** All dates from one to the other. @param {string} from @param {string} to @returns {string[]} */
export function datesBetween(from, to) {
  const dates = [];
  for (let day = Date.parse(`${from}T00:00:00Z`); day <= Date.parse(`${to}T00:00:00Z`); day += 86_400_000) {
    dates.push(new Date(day).toISOString().slice(0, 10));
  }
  return dates;
}
