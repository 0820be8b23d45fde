import type {Finding} from '../../core/finding.ts';
import {Rollout} from '../rollout/rollout.ts';
import {readSettings, type SettingFlags} from '../settings.ts';
import {boundedLook} from './bounded-look.ts';
import {databaseFindings, databaseTopic} from './database-findings.ts';
import {nodeFindings, nodeTopic} from './node-findings.ts';
import {ledgerFindings, ledgerTopic, rolloutFileFindings, rolloutTopic} from './rollout-findings.ts';
import {type ShownSetting, settingsLook} from './settings-findings.ts';
import {treeFindings, treeTopic} from './tree-findings.ts';

export interface Examination {
  readonly findings: readonly Finding[];
  readonly settings: readonly ShownSetting[];
}

export interface ExaminationOptions {
  readonly flags: SettingFlags;
  /** As package.json says it. */
  readonly neededNode: string;
  /** The limit for each topic, in milliseconds. */
  readonly limit: number;
}

/** Looks at everything that lse needs, one topic after the other. If the settings are wrong, it stops: then it cannot know what to look at. */
export async function examine({flags, neededNode, limit}: ExaminationOptions): Promise<Examination> {
  const node = await boundedLook(nodeTopic, limit, () => nodeFindings(process.versions.node, neededNode));
  const {findings: ofSettings, settings: shown} = await settingsLook(flags, process.env);
  const findings = [...node, ...ofSettings];
  if (ofSettings.some(({state}) => state === 'wrong')) return {findings, settings: shown};
  const settings = await readSettings(flags);
  const rollout = new Rollout(settings);
  findings.push(
    ...(await boundedLook(treeTopic, limit, () => treeFindings(settings))),
    ...(await boundedLook(databaseTopic, limit, (signal) => databaseFindings(settings, limit, signal))),
    ...(await boundedLook(ledgerTopic, limit, () => ledgerFindings(rollout))),
    ...(await boundedLook(rolloutTopic, limit, () => rolloutFileFindings(rollout))),
  );
  return {findings, settings: shown};
}
