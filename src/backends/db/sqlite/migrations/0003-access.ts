/** PostgreSQL has a table of roles from this version on. SQLite has no roles: who may read the file sees all of it. */
export const sql = `
-- Nothing but the number.
`;
