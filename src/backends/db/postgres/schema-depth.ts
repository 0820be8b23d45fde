import {type Brief, canonicalBrief, wholeBrief} from '../../../core/fields/brief.ts';
import {storedPaths} from '../../../core/fields/stored-paths.ts';
import {parseJson} from '../../../core/json/parse.ts';
import {REPAIR, type SchemaDifference} from '../schema-fault.ts';
import type {Client} from './client.ts';
import {sql as runs} from './migrations/0001-runs.ts';
import {type Probe, probeFunctions, schemaDepth} from './queries/schema-depth.ts';

const CHECKS = ['runs_project_check', 'runs_run_date_check', 'runs_run_id_check', 'runs_trace_id_check'];

/** The statement of a migration that starts with this text. Functions end in a line of their own. */
export function statementOf(migration: string, start: string): string {
  const from = migration.indexOf(start);
  const end = start.includes('function') ? /\n(?:\$\$|end);/g : /;/g;
  end.lastIndex = from;
  end.exec(migration);
  return migration.slice(from, end.lastIndex);
}

/**
 * Checks what the catalog cannot tell. Each server words the body of a function in its own way, so lse calls the functions with documents
 * for which it knows the answer.
 */
const probes: readonly {readonly document: object; readonly answer: Omit<Probe, 'brief'>}[] = [
  {document: {}, answer: {isFailing: false, symbol: null, runs: 0}},
  {
    document: {trace: {name: 'zenrows_scraper', status: 'PENDING', inputs: {crypto_symbol: ' btc '}}},
    answer: {isFailing: true, symbol: ' btc ', runs: 1},
  },
  {
    document: {trace: {name: 'zenrows_scraper', status: 'success', inputs: {crypto_symbol: 5}}},
    answer: {isFailing: false, symbol: null, runs: 1},
  },
  {
    document: {trace: {name: 'zenrows_scraper', status: 'sUcCeSS'}},
    answer: {isFailing: false, symbol: null, runs: 1},
  },
  {
    document: {trace: {name: 'zenrows_scraper', status: '\u017fuccess'}},
    answer: {isFailing: true, symbol: null, runs: 1},
  },
  {
    document: {
      trace: {
        name: 'chain',
        status: 'error',
        inputs: {crypto_symbol: '\u00a0', input_data: {crypto_symbol: 'eth'}},
        child_runs: [5, {child_runs: [{name: 'zenrows_scraper', status: 'error'}]}],
      },
    },
    answer: {isFailing: true, symbol: 'eth', runs: 3},
  },
  {
    document: {trace: {name: 'Zenrows_scraper', status: 'error', outputs: {name: 'zenrows_scraper', status: 'error'}}},
    answer: {isFailing: false, symbol: null, runs: 1},
  },
  {
    document: {
      trace: {...runOfAllPaths(), child_runs: [{child_runs: [{...runOfAllPaths(), name: null}]}, {id: 'last'}]},
    },
    answer: {isFailing: false, symbol: null, runs: 4},
  },
];

/** A run with a value of its own at each of the stored paths. */
function runOfAllPaths(): object {
  const run = {};
  for (const [place, path] of storedPaths.entries()) {
    let object: Record<string, unknown> = run;
    for (const name of path.slice(0, -1)) {
      const below = (object[name] ?? {}) as Record<string, unknown>;
      object[name] = below;
      object = below;
    }
    object[path.at(-1) ?? ''] = place;
  }
  return run;
}

function briefOfProbe(place: number): Brief {
  return wholeBrief(parseJson(JSON.stringify(probes[place]?.document)).value);
}

/** Whether each function gives the answers that it should, and what guards the table is whole. For `migrate` and `status`. */
export async function depthDifferences(client: Client): Promise<SchemaDifference[]> {
  const {checks, clearRaw, silent} = await schemaDepth(client);
  const found = await probeFunctions(
    client,
    probes.map(({document}) => JSON.stringify(document)),
  );
  const wrong = (differs: (one: Omit<Probe, 'brief'>, other: Probe | undefined) => boolean): boolean =>
    probes.some(({answer}, place) => differs(answer, found[place]));
  const functions = [
    wrong((one, other) => one.isFailing !== other?.isFailing) ? 'lse_is_failing or lse_run_fails' : null,
    wrong((one, other) => one.symbol !== other?.symbol) ? 'lse_symbol or lse_symbol_at' : null,
    wrong((one, other) => one.runs !== other?.runs) ? 'lse_runs_below' : null,
    found.some(({brief}, place) => brief === null || canonicalBrief(brief) !== briefOfProbe(place))
      ? 'lse_brief or lse_run_brief'
      : null,
  ].filter((name) => name !== null);
  const body = statementOf(runs, 'create function lse_clear_raw').split('$$')[1];
  return [
    ...CHECKS.filter((name) => !checks.includes(name)).map((name) => ({
      what: `the check ${name} of runs is missing or not valid`,
      remedy: `Make it again as it is in: pg_dump --schema-only of a new database`,
    })),
    ...functions.map((name) => ({
      what: `the function ${name} gives another answer than it did`,
      ...REPAIR,
      remedy: `${REPAIR.remedy}. Rows that were written meanwhile are found by: lse db verify`,
    })),
    ...(clearRaw === body ? [] : [{what: 'the function lse_clear_raw is another', ...REPAIR}]),
    ...silent.map((name) => ({what: `the trigger runs_clear_raw of ${name} is missing or disabled`, ...REPAIR})),
  ];
}
