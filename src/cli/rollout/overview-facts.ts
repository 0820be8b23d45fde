import {type Overview, projectOverview} from '../../rollout/overview.ts';
import {candidateSide} from '../sources.ts';
import type {Rollout} from './rollout.ts';

/**
 * What both sides and the ledger say of one project, or of all. A side or a ledger that cannot be asked is said in it.
 *
 * @throws ConfigError where the rollout file is wrong: then nobody knows who answers
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
