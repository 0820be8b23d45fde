import type {Finding} from '../../core/finding.ts';
import {findDrivers} from '../sources.ts';
import {topicOf} from './topic.ts';

export const nodeTopic = topicOf('Node');

/**
 * Whether this Node is new enough, and the drivers load.
 *
 * @param needed as package.json says it: `>=20.17`
 */
export async function nodeFindings(version: string, needed: string): Promise<Finding[]> {
  const oldest = needed.replace(/^\D+/, '');
  const findings = [
    isAtLeast(version, oldest)
      ? nodeTopic.ok(`Node ${version}; lse needs ${oldest} or newer.`)
      : nodeTopic.wrong(`Node ${version} is too old; lse needs ${oldest} or newer.`, 'Install a newer Node.'),
  ];
  for (const {kind, version: driver, fault, next} of await findDrivers()) {
    findings.push(
      fault === null
        ? nodeTopic.ok(`The driver for ${kind} loads (${driver}).`)
        : nodeTopic.wrong(`The driver for ${kind} does not load: ${fault}`, next ?? 'Install lse again.'),
    );
  }
  return findings;
}

function isAtLeast(version: string, oldest: string): boolean {
  const [found, wanted] = [partsOf(version), partsOf(oldest)];
  for (const [at, part] of wanted.entries()) if (found[at] !== part) return (found[at] ?? 0) > part;
  return true;
}

function partsOf(version: string): number[] {
  return version.split('.').map((part) => Number.parseInt(part, 10));
}
