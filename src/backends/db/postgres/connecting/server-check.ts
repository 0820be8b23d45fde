import type {Client} from 'pg';
import type {Address, Target} from './address.ts';
import {Refusal} from './refusal.ts';

/** `prefer-standby` is two searches: for a standby, then for any. */
export type WantedServer = Exclude<Target, 'prefer-standby'>;

const SERVER_STATE = `
select pg_is_in_recovery() as standby, current_setting('transaction_read_only') = 'on' as read_only`;

const UNFIT: Readonly<Record<Exclude<WantedServer, 'any'>, (state: ServerState) => string | null>> = {
  'read-write': ({isReadOnly}) => (isReadOnly ? 'is read-only' : null),
  'read-only': ({isReadOnly}) => (isReadOnly ? null : 'is not read-only'),
  primary: ({isStandby}) => (isStandby ? 'is a standby' : null),
  standby: ({isStandby}) => (isStandby ? null : 'is not a standby'),
};

interface ServerState {
  readonly isStandby: boolean;
  readonly isReadOnly: boolean;
}

/** @throws Refusal if the server is of another kind */
export async function checkTarget(client: Client, wanted: WantedServer): Promise<void> {
  if (wanted === 'any') return;
  const {rows} = await client.query<{standby: string; read_only: string}>(SERVER_STATE);
  const state = {isStandby: rows[0]?.standby === 't', isReadOnly: rows[0]?.read_only === 't'};
  const reason = UNFIT[wanted](state);
  if (reason === null) return;
  throw new Refusal(
    `${reason}, and target_session_attrs=${wanted} asks for another`,
    'Name the server that is meant among the hosts, or wait until one has taken over, then try: lse db status',
    {isPassing: true},
  );
}

const SCHEMA_STATE = `
select current_schema() as current, exists (select 1 from pg_namespace where nspname = $1) as present`;

/**
 * Makes sure that the server looks names up in the requested schema. A pooler may have dropped that setting in silence, and then a report
 * would be about the rows of another schema.
 *
 * @throws Refusal
 */
export async function checkSchema(client: Client, {schema, user}: Address): Promise<void> {
  if (schema === null) return;
  const {rows} = await client.query<{current: string | null; present: string}>(SCHEMA_STATE, [schema]);
  const [state] = rows;
  if (state?.current === schema) return;
  if (state?.present !== 't') {
    throw new Refusal(
      `has no schema '${schema}'`,
      `Correct schema= in the URL, or create it as an owner of the database: create schema "${schema}"`,
    );
  }
  if (state.current === null) {
    throw new Refusal(
      `does not let the role '${user}' use the schema '${schema}'`,
      `Grant it: grant usage on schema "${schema}" to "${user}"`,
    );
  }
  throw new Refusal(
    `does not look names up in the schema '${schema}' but in '${state.current}', although schema= asks for it`,
    `A pooler dropped it. Leave schema= out, and run: alter role "${user}" set search_path = "${schema}"`,
  );
}
