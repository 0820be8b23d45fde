import {printInstant} from '../../../core/instant.ts';
import {maskSecrets} from '../../../format/masking.ts';
import type {BlamedKind} from '../../explanation/blame.ts';
import type {Pattern, PatternChange} from '../../patterns/pattern.ts';
import type {Trait} from '../../patterns/traits.ts';
import type {SideName} from '../../records/record-difference.ts';
import {changeDocument} from './change.ts';

/** Records that differ in the same way, with counts and one of them; the largest pattern comes first. */
export interface PatternDocument {
  readonly kind: BlamedKind;
  /** The side that cannot read them or misreads them, for those kinds; else null. */
  readonly side: SideName | null;
  readonly records: number;
  readonly changes: readonly PatternChangeDocument[];
  readonly projects: {
    readonly count: number;
    /** True for all projects that were looked at, if there are several. */
    readonly every: boolean;
    /** The first of them. */
    readonly names: readonly string[];
  };
  readonly dates: {
    readonly count: number;
    /** True for all dates that were looked at, if there are several. */
    readonly every: boolean;
    /** True for all dates from the first one on, if there are others before it. */
    readonly toTheEnd: boolean;
    /** The first runs of dates; every date that was looked at within a run has some of these records. */
    readonly ranges: readonly {readonly from: string; readonly to: string}[];
  };
  /** True if the side that lacks them has no record at all of these projects on these dates. */
  readonly wholeDays: boolean;
  /** What all of them share, and no other record of their side. */
  readonly shared: readonly TraitDocument[];
  readonly example: {
    readonly project: string;
    readonly date: string;
    readonly runId: string;
    readonly file: string | null;
  };
}

/** A place in which all of them differ. `alike`: the change is from the same value to the same value in each; else both values are null. */
export interface PatternChangeDocument {
  readonly path: string;
  readonly alike: boolean;
  /** JSON texts; null if there is nothing, or if they are not alike. */
  readonly control: string | null;
  readonly candidate: string | null;
  /** True if the values look the same only because a secret is masked. */
  readonly masked: boolean;
}

/** `value` is null for the status of records without a failing run. Instants are `YYYY-MM-DD HH:MM:SS` in UTC. */
export interface TraitDocument {
  readonly trait: Trait['trait'];
  readonly value: string | null;
}

const MOST_NAMES = 10;
const MOST_RANGES = 10;

export function patternDocument(pattern: Pattern, mask: boolean): PatternDocument {
  const {kind, side, records, projects, dates, example} = pattern;
  const directory = `${example.project}/${example.date}`;
  return {
    kind,
    side,
    records,
    changes: pattern.changes.map((change) => patternChange(change, mask)),
    projects: {count: projects.length, every: pattern.everyProject, names: projects.slice(0, MOST_NAMES)},
    dates: {
      count: dates.reduce((sum, run) => sum + run.dates, 0),
      every: pattern.everyDate,
      toTheEnd: pattern.toTheEnd,
      ranges: dates.slice(0, MOST_RANGES).map(({from, to}) => ({from, to})),
    },
    wholeDays: pattern.isWholeDays,
    shared: pattern.shared.map((trait) => traitDocument(trait, mask)),
    example: {...example, file: example.file === null ? null : `${directory}/${example.file}`},
  };
}

function patternChange({path, direction}: PatternChange, mask: boolean): PatternChangeDocument {
  if (direction === null) return {path, alike: false, control: null, candidate: null, masked: false};
  const {control, candidate, masked} = changeDocument({path, ...direction}, mask);
  return {path, alike: true, control, candidate, masked};
}

/** A symbol is a key in every report, and is never masked; a status is text like any other. */
function traitDocument({trait, value}: Trait, mask: boolean): TraitDocument {
  if (value === null || typeof value === 'string') {
    return {trait, value: mask && trait === 'status' && value !== null ? maskSecrets(value) : value};
  }
  return {trait, value: printInstant(value)};
}
