import {ConfigError} from '../../core/errors.ts';
import {JsonSyntaxError, parseJson} from '../../core/json/parse.ts';
import {isObject, type JsonValue} from '../../core/json/value.ts';
import {directoryFault} from './project-names.ts';

/**
 * A file that gives projects names: an object of the names and ids that runs say, each with the name that it gets here.
 *
 * @throws ConfigError that names every fault at once
 */
export function parseProjectMap(text: string, path: string): Map<string, string> {
  const value = parsed(text, path);
  if (!isObject(value)) throw wrong(path, ['it is not an object']);
  const names = new Map<string, string>();
  const faults: string[] = [];
  for (const [said, name] of value) {
    const fault = typeof name === 'string' ? directoryFault(name) : 'it is not a text';
    if (fault === null) names.set(said, name as string);
    else faults.push(`the name for ${JSON.stringify(said)} cannot be a project, ${fault}`);
  }
  if (faults.length > 0) throw wrong(path, faults);
  return names;
}

function parsed(text: string, path: string): JsonValue {
  try {
    return parseJson(text).value;
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw wrong(path, [error.message]);
    throw error;
  }
}

function wrong(path: string, faults: readonly string[]): ConfigError {
  return new ConfigError(
    `The names of projects in ${path} are wrong: ${faults.join('; ')}.`,
    'Write them like this: {"<id or name in LangSmith>": "<name here>"}',
  );
}
