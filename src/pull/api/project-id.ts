import {UsageError} from '../../core/errors.ts';
import {shellWord} from '../../core/shell-word.ts';
import type {ApiClient} from './client.ts';
import {strangeAnswer} from './fault.ts';

/**
 * The id of the project of a name, which LangSmith's API calls a session.
 *
 * @throws UsageError if there is none
 */
export async function projectIdOf(client: ApiClient, name: string): Promise<string> {
  const path = 'api/v1/sessions';
  const found = await client.askJson({method: 'GET', path, query: {name, limit: '10'}});
  if (!Array.isArray(found)) {
    throw strangeAnswer(
      `${client.location} answered /${path} with something else than a list of projects.`,
      'Look at LANGSMITH_ENDPOINT.',
    );
  }
  // A server that reads the name in another way than it says must not lead to another project's runs.
  const ids = (found as {readonly id?: unknown; readonly name?: unknown}[]).flatMap((each) =>
    each?.name === name && typeof each.id === 'string' ? [each.id] : [],
  );
  const [id] = ids;
  if (id !== undefined && ids.length === 1) return id;
  throw new UsageError(
    ids.length === 0
      ? `There is no project '${name}' at ${client.location}, or the key does not show it.`
      : `There are ${ids.length} projects '${name}' at ${client.location}.`,
    `Look at its name and at LANGSMITH_WORKSPACE_ID, then: lse pull --project ${shellWord(name)} --from YYYY-MM-DD --to YYYY-MM-DD`,
  );
}
