import {ConfigError} from '../../core/errors.ts';
import type {Finding} from '../../core/finding.ts';
import {readIntentFile} from '../../rollout/intent/intent-file.ts';
import type {Rollout} from '../rollout/rollout.ts';
import {topicOf} from './topic.ts';

export const ledgerTopic = topicOf('Ledger');
export const rolloutTopic = topicOf('Rollout file');

/** Whether what was compared can be read, and when something was loaded last. */
export async function ledgerFindings(rollout: Rollout): Promise<Finding[]> {
  if (rollout.settings.ledger === 'off') {
    return [ledgerTopic.warn('Nothing is written down (LSE_LEDGER=off): no project can be promoted.')];
  }
  const {location, acts, holds} = await rollout.withLedger(async (ledger) => ({
    acts: await ledger.acts({}),
    holds: await ledger.holds(),
    location: ledger.location,
  }));
  const findings = [ledgerTopic.ok(`${location} can be read.`)];
  const load = acts.findLast(({kind}) => kind === 'loaded');
  if (load === undefined) {
    findings.push(ledgerTopic.warn('No load of a project is written down in it.', 'lse db load'));
  } else {
    const {at, by, project, reason} = load;
    findings.push(ledgerTopic.ok(`The last load was at ${at} by ${by}: ${project}, ${reason}.`));
  }
  for (const project of new Set(holds.map((hold) => hold.project))) {
    findings.push(ledgerTopic.warn(`The project '${project}' is held.`, 'lse rollout status'));
  }
  return findings;
}

/** Whether the file of intents can be read, and what it says. */
export async function rolloutFileFindings(rollout: Rollout): Promise<Finding[]> {
  try {
    const intent = await rollout.intent();
    if ((await readIntentFile(rollout.file)) === null) {
      return [rolloutTopic.ok(`There is no ${rollout.file}: every project is at ${intent.default}.`)];
    }
    const count = intent.projects.length;
    const entries = `${count} ${count === 1 ? 'entry' : 'entries'}`;
    const findings = [rolloutTopic.ok(`${rollout.file}: ${entries} of projects; the default is ${intent.default}.`)];
    const {backend} = rollout.settings;
    if (count > 0 && backend !== 'auto') {
      findings.push(
        rolloutTopic.warn(`It decides nothing: LSE_REPORT_BACKEND is ${backend}.`, 'Set LSE_REPORT_BACKEND=auto.'),
      );
    }
    return findings;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [rolloutTopic.wrong(error.message, error.hint)];
  }
}
