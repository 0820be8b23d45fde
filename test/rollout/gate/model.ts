import type {GateQuestion, GateState} from '../../../src/rollout/gate/gate.ts';
import type {Act} from '../../../src/rollout/ledger/act.ts';
import type {Entry} from '../../../src/rollout/ledger/entry.ts';

/**
 * The gate once more, read off `docs/rollout.md`. It shares no code with `src`, is slow, and lists days and subsets one by one, so that a fault
 * of the one is not a fault of the other.
 */
export function modelGate(question: GateQuestion): GateState {
  const said = saidOf(question);
  if (said.includes('against')) return 'closed';
  return said.includes('not enough') ? 'undecided' : 'open';
}

type Said = 'for' | 'not enough' | 'against';

const STAGES = ['file', 'shadow', 'live', 'db', 'complete'];
const OUTCOMES =
  'matched,mismatched,candidate failed,control failed,both failed,timed out,moved,not loaded,empty,skipped,harness error';
const ORIGINS = 'compare,shadow,live,drain,verify,rehearsal,audit';

function saidOf(question: GateQuestion): Said[] {
  const {from, to, project} = question;
  if (to === 'file') return [];
  const step: Said = STAGES.indexOf(to) > STAGES.indexOf(from) + 1 ? 'against' : 'for';
  const held = question.holds?.filter((hold) => hold.project === project).length;
  const holds: Said = held === undefined ? 'not enough' : held > 0 ? 'against' : 'for';
  const start = [step, holds, ledgerSaid(question)];
  if (to === 'shadow') return start;
  const evidence = [...start, clockSaid(question), ...evidenceSaid(question)];
  return to === 'live' ? evidence : [...evidence, rehearsalSaid(question)];
}

function ledgerSaid({entries, acts, holds}: GateQuestion): Said {
  if (!entries || !acts || !holds) return 'not enough';
  for (const one of entries) {
    if (!OUTCOMES.split(',').includes(one.outcome)) return 'not enough';
    if (!ORIGINS.split(',').includes(one.origin)) return 'not enough';
    for (const other of entries) if (one.id === other.id && !isTwice(one, other)) return 'not enough';
  }
  return 'for';
}

function isTwice(one: Entry, other: Entry): boolean {
  const flat = (entry: Entry): unknown[] => [
    ...[entry.id, entry.at, entry.origin, entry.report, entry.project, entry.from, entry.to, entry.outcome],
    ...[entry.reason, entry.evidenceKey, entry.dataDigest, entry.records.control, entry.records.candidate],
    ...[entry.failing, entry.cause, entry.unexplained, entry.fingerprint],
    ...[entry.milliseconds.control, entry.milliseconds.candidate],
  ];
  const values = flat(other);
  return flat(one).every((value, index) => Object.is(value, values[index]));
}

function millisecondsOf(time: string): number {
  const isWritten = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{3}Z$/.test(time);
  const [date = '', clock = ''] = time.split('T');
  const [hours = 99, minutes = 99, seconds = 99] = clock.split(':').map((part) => Number.parseInt(part, 10));
  return isWritten && isDate(date) && hours < 24 && minutes < 60 && seconds < 60 ? Date.parse(time) : Number.NaN;
}

function isDate(date: string): boolean {
  const [year = 0, month = 0, day = 0] = /^\d{4}-\d\d-\d\d$/.test(date) ? date.split('-').map(Number) : [];
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const last = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  return year > 0 && day > 0 && day <= last;
}

function clockSaid({now, project, entries, acts, holds}: GateQuestion): Said {
  const times = [
    ...(entries ?? []).filter((entry) => entry.project === project).map((entry) => entry.at),
    ...(acts ?? []).filter((act) => act.project === project).map((act) => act.at),
    ...(holds ?? []).filter((hold) => hold.project === project).map((hold) => hold.since),
  ];
  return times.every((time) => millisecondsOf(time) <= millisecondsOf(now) + 300_000) &&
    !Number.isNaN(millisecondsOf(now))
    ? 'for'
    : 'not enough';
}

function lastOf(times: readonly string[]): number {
  const readable = times.map(millisecondsOf).filter((time) => !Number.isNaN(time));
  return readable.length === 0 ? Number.NEGATIVE_INFINITY : (readable.sort((a, b) => a - b).at(-1) as number);
}

type Does = 'adds' | 'nothing' | 'lowers' | 'inconclusive' | 'failure' | 'break until released' | 'break until matched';

function doesOf({outcome, reason}: Entry): Does {
  switch (outcome) {
    case 'matched':
      return 'adds';
    case 'mismatched':
    case 'harness error':
      return 'break until released';
    case 'candidate failed':
      return failureOf(reason ?? '');
    case 'both failed':
    case 'timed out':
      return 'failure';
    case 'control failed':
    case 'moved':
    case 'not loaded':
      return 'inconclusive';
    case 'skipped':
      return 'lowers';
    default:
      return 'nothing';
  }
}

function failureOf(reason: string): Does {
  if (/^(42501|28[0-9A-Z]{3}|LSE_ACCESS|EACCES|EPERM|SQLITE_PERM|SQLITE_AUTH)$/.test(reason))
    return 'break until matched';
  if (/^(42P01|42703|42883|3D000|3F000|57P04|ENOENT|LSE_SCHEMA)$/.test(reason)) return 'break until matched';
  if (
    /^(08[0-9A-Z]{3}|53[0-9A-Z]{3}|57P01|57P02|57P03|57P05|LOST|SQLITE_CANTOPEN|SQLITE_IOERR|SQLITE_FULL|LSE_CONNECTION|LSE_DATABASE)$/.test(
      reason,
    )
  )
    return 'failure';
  if (/^(ECONNREFUSED|ECONNRESET|EPIPE|EAI_AGAIN|ENOTFOUND|EHOSTUNREACH|ENETUNREACH)$/.test(reason)) return 'failure';
  if (
    /^(57014|55P03|25P03|25P04|ETIMEDOUT|SILENT|LATE|SQLITE_INTERRUPT|40[0-9A-Z]{3}|SQLITE_BUSY|SQLITE_LOCKED)$/.test(
      reason,
    )
  )
    return 'failure';
  return 'break until released';
}

/** A match of which both sides say the same. */
function isSound(entry: Entry): boolean {
  const {control, candidate} = entry.records;
  const same = control === candidate && Number.isSafeInteger(control) && Number(control) > 0;
  return entry.outcome === 'matched' && same && isDate(entry.from) && isDate(entry.to) && !(entry.to < entry.from);
}

function evidenceSaid(question: GateQuestion): Said[] {
  const {project, evidenceKeys, requirements} = question;
  if (question.entries === null || question.acts === null) return ['not enough'];
  const released = lastOf(actsOf(question, 'released').map((act) => act.at));
  const once = question.entries.filter(
    (entry, at, all) => all.findIndex((other) => other.id === entry.id && isTwice(entry, other)) === at,
  );
  const counting = once.filter(
    (entry) =>
      entry.project === project &&
      entry.origin !== 'rehearsal' &&
      entry.evidenceKey !== '' &&
      evidenceKeys.get(entry.report) === entry.evidenceKey &&
      !(millisecondsOf(entry.at) <= released),
  );
  const asked = counting.filter((entry) => requirements.reports.includes(entry.report) && doesOf(entry) !== 'nothing');
  const breaks = counting.filter((entry) => doesOf(entry).startsWith('break'));
  const streak = Math.max(released, lastOf(breaks.map((entry) => entry.at)));
  const evidence = asked.filter(
    (entry) =>
      isSound(entry) && entry.dataDigest !== null && entry.dataDigest !== '' && millisecondsOf(entry.at) > streak,
  );
  return [
    requirements.reports.length > 0 && requirements.reports.every((report) => evidenceKeys.get(report))
      ? 'for'
      : 'not enough',
    counting.some((entry) => entry.outcome === 'mismatched') ? 'against' : 'for',
    unexplainedSaid(counting),
    breaks.some((entry) => entry.outcome !== 'mismatched' && isOpen(entry, counting)) ? 'against' : 'for',
    ...amountsSaid(question, evidence),
    ...requirements.reports.flatMap((report) =>
      sharesSaid(
        question,
        asked.filter((entry) => entry.report === report),
      ),
    ),
    latencySaid(question, asked),
  ];
}

function isOpen(fault: Entry, counting: readonly Entry[]): boolean {
  const matchedAgain = counting.some(
    (entry) => entry.report === fault.report && isSound(entry) && millisecondsOf(entry.at) > millisecondsOf(fault.at),
  );
  return !(doesOf(fault) === 'break until matched' && matchedAgain);
}

function unexplainedSaid(counting: readonly Entry[]): Said {
  const compared = counting.filter((entry) => ['matched', 'mismatched'].includes(entry.outcome));
  if (compared.some((entry) => entry.cause === 'unexplained' || entry.unexplained > 0)) return 'against';
  return compared.every((entry) => entry.unexplained === 0) ? 'for' : 'not enough';
}

function enough(have: number, need: number): Said {
  return need >= 0 && need < Number.POSITIVE_INFINITY && have >= need ? 'for' : 'not enough';
}

function amountsSaid({requirements, knownDates, now}: GateQuestion, evidence: readonly Entry[]): Said[] {
  const distinct: string[][] = [];
  for (const {report, from, to, dataDigest} of evidence) {
    const what = [report, from, to, String(dataDigest)];
    if (!distinct.some((other) => other.every((part, at) => part === what[at]))) distinct.push(what);
  }
  const hours = (millisecondsOf(now) - lastOf(evidence.map((entry) => entry.at))) / 3_600_000;
  const everyDate = (knownDates ?? []).every((date) =>
    requirements.reports.every((report) =>
      evidence.some((entry) => entry.report === report && entry.from <= date && date <= entry.to),
    ),
  );
  const failing = evidence.filter((entry) => Number.isSafeInteger(entry.failing) && Number(entry.failing) >= 0);
  return [
    enough(distinct.length, requirements.comparisons),
    enough(new Set(evidence.map((entry) => entry.at.slice(0, 10))).size, requirements.days),
    everyDate && knownDates !== null && knownDates.length > 0 ? 'for' : 'not enough',
    enough(mostOf(evidence.map((entry) => ({...entry, amount: Number(entry.records.control)}))), requirements.records),
    enough(mostOf(failing.map((entry) => ({...entry, amount: Number(entry.failing)}))), requirements.failing),
    hours > requirements.maxAgeHours ? 'not enough' : enough(requirements.maxAgeHours, requirements.maxAgeHours),
    evidence.length > 0 ? 'for' : 'not enough',
  ];
}

type Amount = Pick<Entry, 'from' | 'to'> & {readonly amount: number};

/** With the first or without it, for each of those that it does not share a date with. */
function mostOf(amounts: readonly Amount[]): number {
  const [first, ...rest] = amounts;
  if (first === undefined) return 0;
  const better = rest.some(
    (other) => other.from === first.from && other.to === first.to && other.amount >= first.amount,
  );
  if (better) return mostOf(rest);
  return Math.max(
    mostOf(rest),
    first.amount + mostOf(rest.filter((other) => other.to < first.from || first.to < other.from)),
  );
}

function sharesSaid({requirements}: GateQuestion, asked: readonly Entry[]): Said[] {
  if (asked.length === 0) return ['not enough'];
  const share = (of: (entry: Entry) => boolean): number => asked.filter(of).length / asked.length;
  const compared = share((entry) => isSound(entry) || entry.outcome === 'mismatched');
  const failed = share((entry) => entry.outcome !== 'mismatched' && /^(failure|break)/.test(doesOf(entry)));
  const inconclusive = share(
    (entry) => doesOf(entry) === 'inconclusive' || (entry.outcome === 'matched' && !isSound(entry)),
  );
  const isShare = (limit: number): boolean => limit >= 0 && limit <= 1;
  return [
    isShare(requirements.coverage) && compared >= requirements.coverage ? 'for' : 'not enough',
    isShare(requirements.failures) ? (failed <= requirements.failures ? 'for' : 'against') : 'not enough',
    isShare(requirements.inconclusive) && inconclusive <= requirements.inconclusive ? 'for' : 'not enough',
  ];
}

function latencySaid({requirements}: GateQuestion, asked: readonly Entry[]): Said {
  const ratios: number[] = [];
  for (const entry of asked) {
    const [control, candidate] = [Number(entry.milliseconds.control), Number(entry.milliseconds.candidate)];
    const isTime = (time: number): boolean => time > 0 && time < Number.POSITIVE_INFINITY;
    const isAsUsersHaveIt = entry.origin === 'shadow' || entry.origin === 'live';
    if (isSound(entry) && isAsUsersHaveIt && isTime(control) && isTime(candidate)) ratios.push(candidate / control);
  }
  if (ratios.length === 0 || enough(ratios.length, requirements.pairs) !== 'for') return 'not enough';
  if (enough(requirements.latency, requirements.latency) !== 'for') return 'not enough';
  while (ratios.length > 2) {
    ratios.splice(ratios.indexOf(Math.max(...ratios)), 1);
    ratios.splice(ratios.indexOf(Math.min(...ratios)), 1);
  }
  const median = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
  return median <= requirements.latency ? 'for' : 'against';
}

function actsOf({acts, project}: GateQuestion, kind: Act['kind']): Act[] {
  return (acts ?? []).filter((act) => act.kind === kind && act.project === project);
}

function rehearsalSaid(question: GateQuestion): Said {
  const rehearsals = actsOf(question, 'rehearsed');
  const limit = question.requirements.rehearsalDays;
  const last = lastOf(rehearsals.map((act) => act.at));
  const isLegible = rehearsals.every((act) => !Number.isNaN(millisecondsOf(act.at)));
  if (question.acts === null || rehearsals.length === 0 || !isLegible || enough(limit, limit) !== 'for')
    return 'not enough';
  const days = (millisecondsOf(question.now) - last) / 86_400_000;
  if (Number.isNaN(days)) return 'not enough';
  if (rehearsals.some((act) => millisecondsOf(act.at) === last && !act.succeeded)) return 'against';
  return days <= limit ? 'for' : 'not enough';
}
