import type {DatabaseFacts, DatabaseLink, DatabaseRole} from '../../core/database-facts.ts';
import {LseError} from '../../core/errors.ts';
import type {Finding} from '../../core/finding.ts';
import {nameSome} from '../../core/named-list.ts';
import {shellWord} from '../../core/shell-word.ts';
import type {Settings} from '../settings.ts';
import {openDatabase} from '../sources.ts';
import {topicOf} from './topic.ts';

export const databaseTopic = topicOf('Database');

/** What the database says about itself. Nothing is tried again, and nothing waits longer than `limit` milliseconds. */
export async function databaseFindings(settings: Settings, limit: number, signal: AbortSignal): Promise<Finding[]> {
  const database = await openDatabase(settings.database, settings, {limit, signal, applicationName: 'lse doctor'});
  try {
    if (database.inspect !== undefined)
      return factFindings(database.location, await database.inspect({signal}), settings);
    const projects = await database.withSource((source) => source.projects(), {signal});
    return [databaseTopic.ok(`${database.location} answers, with ${projects.length} projects.`)];
  } catch (error) {
    if (!(error instanceof LseError)) throw error;
    return [faultOf(error, settings)];
  }
}

export function factFindings(location: string, facts: DatabaseFacts, settings: Settings): Finding[] {
  const {server, encoding, serverFault, link, isReadOnly, role, schema, missingIndexes, isOpenToOthers} = facts;
  const findings = [databaseTopic.ok(`${location} answers: ${server}, encoded in ${encoding}.`)];
  if (serverFault !== null) findings.push(databaseTopic.wrong(serverFault.message, serverFault.hint));
  if (link !== null) findings.push(...linkFindings(link));
  if (isReadOnly) findings.push(databaseTopic.warn('It takes no writes: reports work, loads and migrations do not.'));
  if (isOpenToOthers && settings.database.kind === 'sqlite') {
    const next = `chmod 600 ${shellWord(settings.database.path)}`;
    findings.push(databaseTopic.warn('Other users of this machine may read its file.', next));
  }
  if (schema.fault !== null) findings.push(faultOf({code: 'LSE_SCHEMA', ...schema.fault}, settings));
  else findings.push(databaseTopic.ok(`Its schema has version ${schema.version}, the one that this lse works with.`));
  if (role !== null) findings.push(...roleFindings(role));
  if (missingIndexes.length > 0) {
    findings.push(
      databaseTopic.warn(`Reports are slower without: ${missingIndexes.join(', ')}.`, 'lse db indexes create'),
    );
  }
  return findings;
}

function linkFindings({encryption, isLocal, isPooled}: DatabaseLink): Finding[] {
  const pooled = isPooled
    ? [databaseTopic.ok('A pooler stands between; lse keeps nothing in a session, so that it may.')]
    : [];
  if (encryption !== null) return [databaseTopic.ok(`The connection is encrypted (${encryption}).`), ...pooled];
  if (isLocal)
    return [databaseTopic.ok('The connection is not encrypted, and does not leave this machine.'), ...pooled];
  return [
    databaseTopic.warn(
      'The connection is not encrypted: who is on its way reads traces.',
      'Put ?sslmode=verify-full at the end of LSE_DATABASE_URL.',
    ),
    ...pooled,
  ];
}

function roleFindings({name, isOwner, readable, writable}: DatabaseRole): Finding[] {
  if (isOwner) return [databaseTopic.ok(`The role ${name} owns the table runs: it may do everything.`)];
  const finding = `The role ${name} may read ${projectsText(readable)} and write ${projectsText(writable)}.`;
  return [readable === null ? databaseTopic.ok(finding) : databaseTopic.warn(finding, 'lse db access list')];
}

function projectsText(projects: readonly string[] | null): string {
  if (projects === null) return 'all projects';
  return projects.length === 0 ? 'no project' : `only ${nameSome(projects)}`;
}

/** As long as reports come from files, a missing database is no fault. */
function faultOf({code, message, hint}: Pick<LseError, 'code' | 'message' | 'hint'>, {backend}: Settings): Finding {
  const isUnmade = code === 'LSE_SCHEMA' && backend === 'file' && /lse db migrate$/.test(hint);
  return isUnmade ? databaseTopic.warn(message, hint) : databaseTopic.wrong(message, hint);
}
