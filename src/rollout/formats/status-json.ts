import {type RolloutStatus, shareOf} from '../status.ts';

/** The status as programs read it, with the shares that follow from its figures. */
export function formatStatusJson(status: RolloutStatus): string {
  const projects = status.projects.map(({evidence, ...project}) => ({
    ...project,
    evidence: evidence && {
      ...evidence,
      parity: shareOf(evidence.matched, evidence.compared),
      coverage: shareOf(evidence.compared, evidence.asked),
    },
  }));
  return `${JSON.stringify({...status, projects}, null, 2)}\n`;
}
