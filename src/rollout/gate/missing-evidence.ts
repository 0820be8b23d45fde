import {shellWord} from '../../core/shell-word.ts';
import {codeReportVersions} from '../ledger/evidence-key.ts';
import {releasedAtOf} from './evidence.ts';
import type {ConditionName, GateAnswer, GateQuestion} from './gate.ts';
import {instantOf} from './ledger-time.ts';

/** What a reader of the answer knows of the question: with less of it the command is a more general one. */
export type AskedStep = Pick<GateQuestion, 'project' | 'from' | 'to'> & Partial<GateQuestion>;

/** Pairs of times come from reports at work alone. */
const FROM_REPORTS: ReadonlySet<ConditionName> = new Set(['latency']);

/** The command that gathers what an undecided gate has too little of. */
export function gatheringCommand(step: AskedStep, {conditions}: GateAnswer): string {
  const name = shellWord(step.project);
  const missing = conditions.filter(({state}) => state !== 'met').map((condition) => condition.name);
  // Whoever cannot read the ledger is told why by whatever reads it.
  if (missing.includes('ledger')) return `lse rollout history ${name}`;
  const gathered = missing.filter((each) => each !== 'rehearsal');
  if (gathered.length === 0) return `lse rollout rehearse ${name}`;
  if (gathered.every((each) => FROM_REPORTS.has(each))) return reportCommand(step, name);
  if (gathered.includes('dates') && isDataUnknown(step)) return 'lse db load';
  return `lse report compare --project ${name} --all-dates`;
}

function reportCommand({requirements, knownDates}: AskedStep, name: string): string {
  const [report = 'zenrows-errors'] = requirements?.reports ?? [];
  const words = Object.hasOwn(codeReportVersions, report) ? report : `run ${shellWord(report)}`;
  const date = [...(knownDates ?? [])].sort().at(-1);
  return `lse report ${words} --project ${name}${date === undefined ? ' --help' : ` --date ${date}`}`;
}

/**
 * Whether the last comparison of some dates matched, and the database could not tell which data it was about: it was written to by
 * another hand than a load's, such as a repair's. A load says what is there, and comparing once more is evidence then.
 */
function isDataUnknown(step: AskedStep): boolean {
  const {entries, acts, evidenceKeys, requirements} = step;
  if (!entries || !acts || evidenceKeys === undefined || requirements === undefined) return false;
  const releasedAt = releasedAtOf({project: step.project, acts}) ?? Number.NEGATIVE_INFINITY;
  const last = new Map<string, {readonly at: number; readonly isUnknown: boolean}>();
  for (const {at, project, report, from, to, outcome, evidenceKey, dataDigest} of entries) {
    const instant = instantOf(at);
    const counts = project === step.project && requirements.reports.includes(report) && outcome === 'matched';
    if (!counts || evidenceKeys.get(report) !== evidenceKey || instant === null || instant <= releasedAt) continue;
    const key = JSON.stringify([report, from, to]);
    if (instant >= (last.get(key)?.at ?? instant)) last.set(key, {at: instant, isUnknown: dataDigest === null});
  }
  return [...last.values()].some(({isUnknown}) => isUnknown);
}
