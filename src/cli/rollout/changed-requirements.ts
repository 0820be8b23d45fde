import {UsageError} from '../../core/errors.ts';
import type {Requirements} from '../../rollout/intent/intent.ts';
import {intentOfText} from '../../rollout/intent/intent-file.ts';

/**
 * Requirements to be tried, each as `name=value` in the words of the rollout file, and checked as if they stood there.
 *
 * @throws UsageError or ConfigError that names what is wrong
 */
export function changedRequirements(written: readonly string[]): Partial<Requirements> {
  const changes = written.map((each) => {
    const at = each.indexOf('=');
    if (at > 0) return {name: each.slice(0, at), value: each.slice(at + 1)};
    throw new UsageError(`'${each}' is no requirement.`, 'Write one as: --require days=3');
  });
  if (changes.length === 0) return {};
  const lines = changes.map(({name, value}) => `  ${name}: ${value}\n`);
  const {requirements} = intentOfText('--require', `lse: 1\ngate:\n${lines.join('')}`);
  const names = changes.map(({name}) => memberOf(name));
  return Object.fromEntries(names.map((name) => [name, requirements[name]]));
}

/** `max_age_hours` is `maxAgeHours`; the file's `mode` is the one that has another name. */
function memberOf(written: string): keyof Requirements {
  if (written === 'mode') return 'gate';
  return written.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()) as keyof Requirements;
}
