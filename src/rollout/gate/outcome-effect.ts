import type {Entry, Origin, Outcome} from '../ledger/entry.ts';

/**
 * What a comparison does to the evidence of its project.
 *
 * - `adds`: it is evidence.
 * - `nothing`: neither for nor against, and not among those asked.
 * - `skipped`: asked and not compared; it lowers the coverage.
 * - `inconclusive`: asked without an answer to the question, and candidate is not to blame. It lowers the coverage and has a limit.
 * - `failure`: candidate had no answer. It lowers the coverage and has a limit.
 * - `breaks`: it closes the gate at once, and only newer evidence counts.
 */
export type EffectName = 'adds' | 'nothing' | 'skipped' | 'inconclusive' | 'failure' | 'breaks';

/** How long a break keeps the gate closed: until a person releases the project, or until the same report matches again. */
export type Until = 'released' | 'matched again';

export type BreakKind = 'mismatch' | 'permission' | 'schema' | 'bug';

export type Effect =
  | {readonly name: Exclude<EffectName, 'breaks'>}
  | {readonly name: 'breaks'; readonly kind: BreakKind; readonly until: Until};

const MISMATCH: Effect = {name: 'breaks', kind: 'mismatch', until: 'released'};
const BUG: Effect = {name: 'breaks', kind: 'bug', until: 'released'};
const FAILURE: Effect = {name: 'failure'};
const INCONCLUSIVE: Effect = {name: 'inconclusive'};

/** By outcome. `by reason`: the reason decides, by the table below. */
export const outcomeEffects: Readonly<Record<Outcome, Effect | 'by reason'>> = {
  matched: {name: 'adds'},
  mismatched: MISMATCH,
  'candidate failed': 'by reason',
  'control failed': INCONCLUSIVE,
  'both failed': FAILURE,
  'timed out': FAILURE,
  moved: INCONCLUSIVE,
  'not loaded': INCONCLUSIVE,
  empty: {name: 'nothing'},
  skipped: {name: 'skipped'},
  'harness error': BUG,
};

export interface ReasonEffect {
  readonly kind: 'permission' | 'schema' | 'refusal' | 'timeout' | 'serialization' | 'bug';
  /** Codes of PostgreSQL, of SQLite, of Node's and of ours; `08xxx` is every SQLSTATE of class 08. A code counts before a class. */
  readonly codes: readonly string[];
  readonly effect: Effect;
}

/** Why candidate failed. */
export const reasonEffects: readonly ReasonEffect[] = [
  {
    kind: 'permission',
    codes: ['42501', '28xxx', 'LSE_ACCESS', 'EACCES', 'EPERM', 'SQLITE_PERM', 'SQLITE_AUTH'],
    effect: {name: 'breaks', kind: 'permission', until: 'matched again'},
  },
  {
    kind: 'schema',
    codes: ['42P01', '42703', '42883', '3D000', '3F000', '57P04', 'ENOENT', 'LSE_SCHEMA'],
    effect: {name: 'breaks', kind: 'schema', until: 'matched again'},
  },
  {
    kind: 'refusal',
    codes: [
      '08xxx',
      '53xxx',
      '57P01',
      '57P02',
      '57P03',
      '57P05',
      'ECONNREFUSED',
      'ECONNRESET',
      'EPIPE',
      'EAI_AGAIN',
      'ENOTFOUND',
      'EHOSTUNREACH',
      'ENETUNREACH',
      'LOST',
      'SQLITE_CANTOPEN',
      'SQLITE_IOERR',
      'SQLITE_FULL',
      'LSE_CONNECTION',
      'LSE_DATABASE',
    ],
    effect: FAILURE,
  },
  {
    kind: 'timeout',
    codes: ['57014', '55P03', '25P03', '25P04', 'ETIMEDOUT', 'SILENT', 'LATE', 'SQLITE_INTERRUPT'],
    effect: FAILURE,
  },
  {kind: 'serialization', codes: ['40xxx', 'SQLITE_BUSY', 'SQLITE_LOCKED'], effect: FAILURE},
  // What is in no row counts as a bug as well, and so does a failure without a reason: what is not understood is not harmless.
  {kind: 'bug', codes: ['42xxx', 'XXxxx'], effect: BUG},
];

export interface OriginRule {
  /** Whether it is evidence at all. */
  readonly counts: boolean;
  /** Whether control took as long as users wait today: with its cache, and not along with everything else. */
  readonly paired: boolean;
}

export const originRules: Readonly<Record<Origin, OriginRule>> = {
  compare: {counts: true, paired: false},
  shadow: {counts: true, paired: true},
  live: {counts: true, paired: true},
  drain: {counts: true, paired: false},
  verify: {counts: true, paired: false},
  // Its database is taken away on purpose.
  rehearsal: {counts: false, paired: false},
  audit: {counts: true, paired: false},
};

export function effectOf({outcome, reason}: Pick<Entry, 'outcome' | 'reason'>): Effect {
  const effect = outcomeEffects[outcome];
  return effect === 'by reason' ? effectOfReason(reason) : effect;
}

function effectOfReason(reason: string | null): Effect {
  if (reason === null) return BUG;
  const named = (code: string): Effect | undefined => reasonEffects.find(({codes}) => codes.includes(code))?.effect;
  const ofClass = /^[0-9A-Z]{5}$/.test(reason) ? named(`${reason.slice(0, 2)}xxx`) : undefined;
  return named(reason) ?? ofClass ?? BUG;
}
