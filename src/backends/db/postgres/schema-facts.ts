import type {CatalogColumn, CatalogTable, SchemaState} from './queries/schema-state.ts';

/** One part of the schema, in words that are the same for all servers: its kind, its name and its definition, null if it is missing. */
export type SchemaFact = readonly [kind: string, name: string, state: string | null];

/** All of it, one by one. */
export function schemaFacts({tables, missingFunctions}: SchemaState): SchemaFact[] {
  return [...tables.flatMap(factsOf), ...missingFunctions.map((name): SchemaFact => ['function', name, null])];
}

function factsOf(table: CatalogTable): SchemaFact[] {
  const {name, kind, isGuarded, primaryKey, defaultPartition} = table;
  const columns = (table.columns ?? []).map((column): SchemaFact => {
    const expression = table.expressions?.[column[0]] ?? '';
    return ['column', `${name}.${column[1]}`, typeOf(column, expression)];
  });
  return [
    ['table', name, isGuarded ? `${kind} with row-level security` : kind],
    ...columns,
    ['primary key', name, primaryKey],
    ['default partition', name, defaultPartition],
    ...(table.triggers ?? []).map(([trigger, state]): SchemaFact => ['trigger', trigger, state]),
    ...(table.policies ?? []).map(([policy, command]): SchemaFact => ['policy', `${name}.${policy}`, command]),
  ];
}

/** `text collate "C" not null stored lse_symbol(data)` */
function typeOf([, , type, collation, notNull, kind]: CatalogColumn, expression: string): string {
  const parts = [type, collation === null ? '' : `collate ${collation}`, notNull ? 'not null' : ''];
  if (kind !== '') parts.push(kind === 's' ? 'stored' : 'virtual', expression);
  return parts.filter((part) => part !== '').join(' ');
}
