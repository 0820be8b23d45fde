/** Of the report database. Both databases have one version of the schema, and nothing but the number is loaded with it. */
export {latestVersion as schemaVersion} from '../../backends/db/sqlite/migrations/index.ts';
