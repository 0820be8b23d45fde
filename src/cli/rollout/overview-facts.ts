import {type Overview, projectOverview} from '../../rollout/overview.ts';
import {candidateSide} from '../sources.ts';
import type {Rollout} from './rollout.ts';

/**
 * What both sides and the ledger say about one project, or about all. If a side or the ledger cannot answer, the facts say so.
 *
 * @throws ConfigError if the rollout file is wrong: then it is not known who answers
 */
export async function overviewOf(rollout: Rollout, project: string | null): Promise<Overview> {
  const {settings} = rollout;
  const context = await rollout.context();
  const {control, candidate, faults} = await rollout.days();
  let fault: string | null = null;
  const noteFault = (line: string): void => {
    fault ??= line;
  };
  const listings = {files: control, database: candidate};
  const projects = [];
  for (const name of project === null ? await rollout.projects() : [project]) {
    projects.push(projectOverview(await rollout.facts(name, noteFault), context, listings, settings.backend));
  }
  const ledger = await rollout.withLedger(async ({location}) => location).catch(() => 'unknown');
  return {
    at: context.now,
    files: {location: settings.dataDir, fault: faults.control},
    database: {location: candidateSide(settings).location, fault: faults.candidate},
    ledger: {location: ledger, fault},
    backend: settings.backend,
    projects,
  };
}
