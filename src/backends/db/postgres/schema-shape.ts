import {REPAIR, type SchemaDifference} from '../schema-fault.ts';
import type {SchemaFact} from './schema-facts.ts';

/** What the migrations made, as `schemaFacts` words it, and what to do if it differs. */
interface Expected extends Remedy {
  readonly kind: string;
  readonly name: string;
  readonly state: string;
}

type Remedy = Omit<SchemaDifference, 'what'>;

const RESTORE = {remedy: 'Restore it from a backup, or start again in an empty database: createdb NAME'};

/** Ours; others may add columns, and tables, triggers, indexes, constraints of their own. */
const columns = {
  runs: {
    project: 'text collate "C" not null',
    run_date: 'date not null',
    run_id: 'text collate "C" not null',
    trace_id: 'text collate "C" not null',
    data: 'jsonb not null',
    raw: 'text',
    file_name: 'text collate "C"',
    loads: 'integer not null',
    is_failing: 'boolean not null stored lse_is_failing(data)',
    symbol: 'text stored lse_symbol(data)',
    brief: 'text stored lse_brief(data)',
  },
  lse_migrations: {version: 'integer not null', name: 'text not null'},
  lse_loaded_days: {
    project: 'text collate "C" not null',
    run_date: 'date not null',
    listing: 'text not null',
    state: 'text not null',
    superseded: 'integer not null',
    unreadable: 'text not null',
  },
  lse_refused: {
    project: 'text collate "C" not null',
    run_date: 'date not null',
    file_name: 'text collate "C" not null',
    run_id: 'text collate "C" not null',
    reason: 'text not null',
  },
  lse_access: {role_name: 'regrole not null', project: 'text collate "C"', can_write: 'boolean not null'},
} as const;

export const tableNames = Object.keys(columns);

export const functionNames = [
  'lse_run_fails(jsonb)',
  'lse_runs_below(jsonb)',
  'lse_is_failing(jsonb)',
  'lse_symbol_at(jsonb, text[])',
  'lse_symbol(jsonb)',
  'lse_run_brief(jsonb, integer)',
  'lse_brief(jsonb)',
  'lse_clear_raw()',
  'lse_ensure_partition(date)',
];

/** Tables whose rows belong to projects, so that row-level security hides them. */
export const guardedTables = ['runs', 'lse_loaded_days', 'lse_refused'] as const;

/** The policies of a guarded table, with the letter by which the catalog knows the command of each. */
export const policies = {lse_read: 'r', lse_insert: 'a', lse_update: 'w', lse_delete: 'd'} as const;

const TRIGGER = {
  kind: 'trigger',
  name: 'runs_clear_raw',
  state: 'O 19 lse_clear_raw',
  ...REPAIR,
};

const PRIMARY_KEY = {
  kind: 'primary key',
  state: 'PRIMARY KEY (project, run_date, run_id)',
  name: 'runs',
  remedy: 'Make it again: alter table runs add primary key (project, run_date, run_id)',
};

const expected: readonly Expected[] = [
  ...Object.entries(columns).flatMap(([table, ofTable]) =>
    Object.entries(ofTable).map(([name, state]) => ({
      kind: 'column',
      name: `${table}.${name}`,
      state,
      ...RESTORE,
    })),
  ),
  PRIMARY_KEY,
  {...PRIMARY_KEY, name: 'lse_loaded_days', state: 'PRIMARY KEY (project, run_date)'},
  {...PRIMARY_KEY, name: 'lse_refused', state: 'PRIMARY KEY (project, run_date, file_name)'},
  {
    kind: 'default partition',
    name: 'runs',
    state: 'runs_default',
    ...REPAIR,
  },
  TRIGGER,
];

/** How a schema differs from the one of the latest version. Additions by others are no difference. */
export function schemaDifferences(facts: readonly SchemaFact[]): SchemaDifference[] {
  const states = new Map(facts.map(([kind, name, state]) => [`${kind} ${name}`, state === null ? null : plain(state)]));
  const missing = new Set(tableNames.filter((name) => !states.has(`table ${name}`)));
  const lost = [...missing].map((name) => ({what: `the table ${name} is missing`, ...remedyOfTable(name)}));
  const other = wrongKinds(states);
  const otherwise = expected.flatMap(({kind, name, state, ...remedy}) => {
    const found = states.get(`${kind} ${name}`);
    // If it is no table of ours at all, no more needs to be said.
    if (found === state || missing.has(tableOf(name)) || other.some((each) => each.table === tableOf(name))) return [];
    if (kind === 'trigger' && found === state.replace('O', 'A')) return [];
    return [{what: difference(kind, name, found, state), ...remedy}];
  });
  const functions = functionNames
    .filter((name) => states.get(`function ${name}`) === null)
    .map((name) => ({what: `the function ${name} is missing`, ...REPAIR}));
  return [...lost, ...other, ...otherwise, ...functions, ...accessDifferences(states)];
}

/** Whether `lse db access` has switched row-level security on. */
export function isGuarded(facts: readonly SchemaFact[]): boolean {
  const states = new Map(facts.map(([kind, name, state]) => [`${kind} ${name}`, state]));
  const isOn = (states.get('table runs') ?? '').includes('row-level security');
  return isOn && states.get('policy runs.lse_read') === policies.lse_read;
}

/** Whether it was switched on. Somebody may have switched it off since by other means. */
export function isGuardWanted(facts: readonly SchemaFact[]): boolean {
  return facts.some(
    ([kind, name]) => kind === 'policy' && guardedTables.some((table) => name.startsWith(`${table}.lse_`)),
  );
}

type States = ReadonlyMap<string, string | null>;

/** A view with the same columns keeps none of the table's promises. */
function wrongKinds(states: States): (SchemaDifference & {readonly table: string})[] {
  return tableNames.flatMap((name) => {
    const found = states.get(`table ${name}`)?.[0];
    if (found === undefined || found === (name === 'runs' ? 'p' : 'r')) return [];
    const kind = found === 'v' ? 'a view' : name === 'runs' ? 'no partitioned table' : 'no plain table';
    return [{table: name, what: `${name} is ${kind}`, remedy: `Rename it, and bring back the table ${name}`}];
  });
}

/** Policies without row-level security would show too much; row-level security without policies would show nothing. */
function accessDifferences(states: States): SchemaDifference[] {
  const isOn = (table: string): boolean => states.get(`table ${table}`)?.includes('row-level security') === true;
  const present = (table: string): number =>
    Object.entries(policies).filter(([name, command]) => states.get(`policy ${table}.${name}`) === command).length;
  // Others may guard the table by policies of their own.
  if (guardedTables.every((table) => present(table) === 0)) return [];
  return guardedTables
    .filter((table) => states.has(`table ${table}`))
    .flatMap((table) => {
      const remedy = `Switch it on again: lse db migrate --repair. Or end access by project: drop the policies lse_read, lse_insert, lse_update and lse_delete of ${guardedTables.join(' and ')}`;
      const off: SchemaDifference[] = isOn(table)
        ? []
        : [{what: `the row-level security of ${table} is switched off`, remedy, canRepair: true}];
      const complete = present(table) === Object.keys(policies).length;
      const gone = complete ? [] : [{what: `policies of ${table} are missing`, ...REPAIR}];
      return [...off, ...gone];
    });
}

function remedyOfTable(name: string): Remedy {
  if (['lse_loaded_days', 'lse_refused', 'lse_access'].includes(name)) return REPAIR;
  return {remedy: `If it was renamed, rename it back. ${RESTORE.remedy}`};
}

function difference(kind: string, name: string, found: string | null | undefined, state: string): string {
  const of = kind === 'default partition' || kind === 'primary key' ? 'of ' : '';
  if (found === undefined || found === null) return `the ${kind} ${of}${name} is missing`;
  if (kind === 'trigger' && found.startsWith('D')) return `the trigger ${name} is disabled`;
  return `the ${kind} ${of}${name} is ${found}, not ${state}`;
}

function tableOf(name: string): string {
  return name === TRIGGER.name ? 'runs' : (name.split('.')[0] as string);
}

/** The text without the name of the schema, which servers write if the schema is not in the search path. */
function plain(state: string): string {
  return state.replace(/(?:"[^"]*"|[\w$]+)\.(?=lse_|runs_)/g, '');
}
