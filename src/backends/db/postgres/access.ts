import type {
  AccessChange,
  AccessEntry,
  AccessGrant,
  AccessList,
  AccessRevocation,
} from '../../../core/database-access.ts';
import {SourceError} from '../../../core/errors.ts';
import type {Client} from './client.ts';
import {accessEntries, addEntries, removeEntries} from './queries/access-entries.ts';
import {findRole, type Role, type RoleRights, rolesWithoutAccess} from './queries/access-roles.ts';
import {guardPartitions, guardTable} from './queries/guard-table.ts';
import {schemaState} from './queries/schema-state.ts';
import {giveRights, takeRights} from './queries/table-rights.ts';
import {schemaFacts} from './schema-facts.ts';
import {functionNames, guardedTables, isGuarded, tableNames} from './schema-shape.ts';
import {withTableChange} from './table-change.ts';

/**
 * Lets a role see projects, and write them. The first grant switches row-level security on, which hides every row from all other roles with
 * rights on `runs`. So the user must say what becomes of those roles.
 *
 * @throws SourceError if the role is unknown or sees everything anyway, or if other roles would lose access and the user did not say what
 *   becomes of them
 */
export function grantAccess(client: Client, location: string, grant: AccessGrant): Promise<AccessChange> {
  return withTableChange(client, 'lse db access grant', async () => {
    const role = await requireRole(client, location, grant.role);
    if (role.bypasses) throw seesAnyway(location, role);
    const wasOn = await isOn(client);
    await removeEntries(client, grant.role, []);
    await addEntries(client, grant.role, grant.projects ?? [null], grant.write);
    await giveRights(client, role.name, grant.write);
    const others = wasOn ? [] : await rolesWithoutAccess(client);
    if (others.length > 0 && grant.others === null) throw cutOff(location, others);
    const isKept = grant.others === 'keep';
    if (isKept) for (const {role: name, writes} of others) await addEntries(client, name, [null], writes);
    if (!wasOn) await guardTables(client);
    await guardPartitions(client);
    const names = others.map(({role: name}) => name);
    return {
      role: grant.role,
      switchedOn: !wasOn,
      entries: await accessEntries(client, grant.role),
      kept: isKept ? names : [],
      cut: isKept ? [] : names,
    };
  });
}

/** Takes projects away from a role, or all projects and its rights on the tables. Row-level security stays on. */
export function revokeAccess(client: Client, location: string, revocation: AccessRevocation): Promise<AccessChange> {
  const {role, projects} = revocation;
  return withTableChange(client, 'lse db access revoke', async () => {
    const {name} = await requireRole(client, location, role);
    const before = await accessEntries(client, role);
    if (projects !== null) requireRevocable(location, role, projects, before);
    await removeEntries(client, role, projects);
    const entries = await accessEntries(client, role);
    if (entries.length === 0) await takeRights(client, name, 'all');
    else if (!entries.some(({canWrite}) => canWrite)) await takeRights(client, name, 'writing');
    return {role, switchedOn: false, entries, kept: [], cut: []};
  });
}

/** Only the owner sees more than its own entries. */
export async function listAccess(client: Client, isOwner: boolean): Promise<AccessList> {
  const enabled = await isOn(client);
  const without = enabled && isOwner ? await rolesWithoutAccess(client) : [];
  return {enabled, entries: await accessEntries(client, null), withoutAccess: without.map(({role}) => role)};
}

/** What a later migration added gets the same policies as the rest. */
export async function guardTables(client: Client): Promise<void> {
  for (const table of guardedTables) await guardTable(client, table);
}

/** On a table that is new, or was made again, only the owner has rights. */
export async function giveRightsAgain(client: Client): Promise<void> {
  for (const {role, canWrite} of await accessEntries(client, null)) {
    const known = await findRole(client, role);
    if (known !== null) await giveRights(client, known.name, canWrite);
  }
}

async function isOn(client: Client): Promise<boolean> {
  return isGuarded(schemaFacts(await schemaState(client, tableNames, functionNames)));
}

async function requireRole(client: Client, location: string, name: string): Promise<Role> {
  const role = await findRole(client, name);
  if (role === null) {
    throw new SourceError(
      'LSE_ACCESS',
      `There is no role '${name}' in ${location}.`,
      'Make it first, in SQL: create role NAME login',
    );
  }
  return role;
}

function seesAnyway(location: string, {name}: Role): SourceError {
  return new SourceError(
    'LSE_ACCESS',
    `The role ${name} sees every project of ${location} anyway: it owns the table runs, belongs to its owner, or bypasses row-level security.`,
    'Give access to a role that does not: create role NAME login',
  );
}

function cutOff(location: string, others: readonly RoleRights[]): SourceError {
  const names = others.map(({role}) => role).join(', ');
  return new SourceError(
    'LSE_ACCESS',
    `The first grant hides every row of runs from roles that see all of them now in ${location}: ${names}; nothing was changed.`,
    'Say what becomes of them: --others keep lets them see and write what they can now, --others cut shows them nothing.',
  );
}

/** A role that may see everything still sees a project that was taken from its list; that must not look like success. */
function requireRevocable(
  location: string,
  role: string,
  projects: readonly string[],
  entries: readonly AccessEntry[],
): void {
  const missing = projects.filter((project) => !entries.some((entry) => entry.project === project));
  if (missing.length > 0) {
    throw new SourceError(
      'LSE_ACCESS',
      `The role ${role} was not given ${missing.map((name) => `'${name}'`).join(', ')} in ${location}; nothing was changed.`,
      'See what it was given: lse db access list',
    );
  }
  if (entries.some(({project}) => project === null)) {
    throw new SourceError(
      'LSE_ACCESS',
      `The role ${role} may read every project of ${location}, so that taking single ones away changes nothing.`,
      `Take everything away, then give what it needs: lse db access revoke ${role}`,
    );
  }
}
