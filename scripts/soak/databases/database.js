/**
 * A database as another program sees it: by its driver and by plain SQL, never by way of `lse`.
 *
 * @typedef {object} StoredRow
 * @property {string} project
 * @property {string} date
 * @property {string} runId
 * @property {string} traceId
 * @property {string | null} fileName
 * @property {string | null} content `metadata.revision` of `data`
 * @property {boolean} hasRaw
 * @property {boolean} isFailing
 *
 * @typedef {'sqlite' | 'postgres'} DatabaseKind
 *
 * @typedef {object} Database
 * @property {DatabaseKind} kind
 * @property {string} url as `lse` is given it
 * @property {() => Promise<StoredRow[]>} rows
 * @property {(statement: string, values: readonly string[]) => Promise<void>} execute values are $1, $2 …; `json($1)` takes a document
 */

/** @typedef {import('../model/files.js').RunRecord} RunRecord */

/** @param {Database} database @param {RunRecord} record @param {string} document */
export async function insertRow(database, {project, date, runId, traceId}, document) {
  const statement = 'insert into runs (project, run_date, run_id, trace_id, data) values ($1, $2, $3, $4, json($5))';
  await database.execute(statement, [project, date, runId, traceId, document]);
}

/** @param {Database} database @param {RunRecord} record @param {string} document */
export async function replaceDocument(database, record, document) {
  await update(database, record, 'data = json($4)', document);
}

/** @param {Database} database @param {RunRecord} record @param {string} traceId */
export async function replaceTraceId(database, record, traceId) {
  await update(database, record, 'trace_id = $4', traceId);
}

/** @param {Database} database @param {RunRecord} record @param {string} date */
export async function moveRow(database, record, date) {
  await update(database, record, 'run_date = $4', date);
}

/** @param {Database} database @param {RunRecord} record */
export async function clearRaw(database, {project, date, runId}) {
  await database.execute('update runs set raw = null where project = $1 and run_date = $2 and run_id = $3', [
    project,
    date,
    runId,
  ]);
}

/** @param {Database} database @param {RunRecord} record */
export async function deleteRow(database, {project, date, runId}) {
  await database.execute('delete from runs where project = $1 and run_date = $2 and run_id = $3', [
    project,
    date,
    runId,
  ]);
}

/** @param {Database} database @param {RunRecord} record @param {string} change @param {string} value */
async function update(database, {project, date, runId}, change, value) {
  const statement = `update runs set ${change} where project = $1 and run_date = $2 and run_id = $3`;
  await database.execute(statement, [project, date, runId, value]);
}
