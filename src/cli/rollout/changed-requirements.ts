import {UsageError} from '../../core/errors.ts';
import type {Requirements} from '../../rollout/intent/intent.ts';
import {readIntentText} from '../../rollout/intent/intent-text.ts';

const HOW = 'Write one as the rollout file has it, such as: --require days=3';

/**
 * Requirements to try, each as `name=value` in the words of the rollout file, and checked as if they stood there.
 *
 * @throws UsageError that names what is wrong
 */
export function changedRequirements(written: readonly string[]): Partial<Requirements> {
  return Object.fromEntries(written.map(changedRequirement));
}

function changedRequirement(written: string): [name: keyof Requirements, value: Requirements[keyof Requirements]] {
  const at = written.indexOf('=');
  if (at <= 0) throw new UsageError(`'${written}' is no requirement.`, HOW);
  const [name, value] = [written.slice(0, at), written.slice(at + 1)];
  const read = readIntentText(`lse: 1\ngate:\n  ${name}: ${value}\n`);
  if ('faults' in read) {
    const faults = read.faults.map(({message}) => message).join(' ');
    throw new UsageError(`The requirement '${written}' is wrong: ${faults}`, HOW);
  }
  const member = memberOf(name);
  return [member, read.intent.requirements[member]];
}

/** `max_age_hours` is `maxAgeHours`; only the file's `mode` has another name. */
function memberOf(written: string): keyof Requirements {
  if (written === 'mode') return 'gate';
  return written.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()) as keyof Requirements;
}
