import {escapeControlCharacters} from '../../format/control-characters.ts';
import {stageNames} from '../stage.ts';
import {type ProjectStatus, type RolloutStatus, shareOf} from '../status.ts';

type Labels = Readonly<Record<string, string>>;

/** What is not known, or a share of nothing, has no sample: zero would be a lie, and NaN breaks sums. */
interface Sample {
  readonly labels: Labels;
  readonly value: number | null;
}

/** One metric of a project. All are gauges, since the ledger forgets what is too old. */
interface Metric {
  readonly name: string;
  readonly help: string;
  readonly samples: (project: ProjectStatus) => readonly Sample[];
}

const one = (value: number | null | undefined, labels: Labels = {}): Sample[] => [{labels, value: value ?? null}];

/** One sample for each state that there is, 1 for the one at hand: so that a change is seen, and none lingers. */
function states(label: string, names: readonly string[], current: string, labels: Labels = {}): Sample[] {
  return names.map((name) => ({labels: {...labels, [label]: name}, value: name === current ? 1 : 0}));
}

const METRICS: readonly Metric[] = [
  {
    name: 'lse_rollout_stage',
    help: 'Stage of a project: 1 for the one it is at, as the intent file says (kind="intended") and as it is served (kind="in_force").',
    samples: ({intended, inForce}) => [
      ...states('stage', stageNames, intended, {kind: 'intended'}),
      ...states('stage', stageNames, inForce, {kind: 'in_force'}),
    ],
  },
  {
    name: 'lse_rollout_overdue',
    help: '1 if a project stays at its stage for longer than the intent file allows.',
    samples: ({isOverdue}) => one(Number(isOverdue)),
  },
  {
    name: 'lse_rollout_asked',
    help: 'Comparisons that were asked for.',
    samples: ({evidence}) => one(evidence?.asked),
  },
  {
    name: 'lse_rollout_compared',
    help: 'Of those asked for, the ones that both sides answered.',
    samples: ({evidence}) => one(evidence?.compared),
  },
  {
    name: 'lse_rollout_matched',
    help: 'Of those compared, the ones that came out the same.',
    samples: ({evidence}) => one(evidence?.matched),
  },
  {
    name: 'lse_rollout_parity_ratio',
    help: 'Matched by compared; absent while nothing was compared.',
    samples: ({evidence}) => one(evidence && shareOf(evidence.matched, evidence.compared)),
  },
  {
    name: 'lse_rollout_coverage_ratio',
    help: 'Compared by asked; absent while nothing was asked.',
    samples: ({evidence}) => one(evidence && shareOf(evidence.compared, evidence.asked)),
  },
  {
    name: 'lse_rollout_streak',
    help: 'Matched comparisons since the last one that broke the streak.',
    samples: ({evidence}) => one(evidence?.streak),
  },
  {
    name: 'lse_rollout_latency_pairs',
    help: 'Comparisons behind the latencies.',
    samples: ({latency}) => one(latency?.pairs),
  },
  {
    name: 'lse_rollout_latency_seconds',
    help: 'How long a side took to answer, of comparisons that both sides answered.',
    samples: ({latency}) =>
      (['control', 'candidate'] as const).flatMap((side) => [
        ...one(seconds(latency?.[side].median), {side, quantile: '0.5'}),
        ...one(seconds(latency?.[side].p95), {side, quantile: '0.95'}),
      ]),
  },
  {
    name: 'lse_rollout_last_mismatch_timestamp_seconds',
    help: 'When a mismatch was seen last; absent if none was.',
    samples: ({lastMismatch}) => one(lastMismatch && instant(lastMismatch.at)),
  },
  {
    name: 'lse_rollout_gate',
    help: 'Whether a project may go on to the next stage: 1 for the state of its gate.',
    samples: ({gate}) =>
      gate === null ? [] : states('state', ['open', 'closed', 'undecided'], gate.state, {to: gate.to}),
  },
  {
    name: 'lse_rollout_condition_not_met',
    help: '1 for each condition of the gate that is not met (unmet, unknown or broken).',
    samples: ({gate}) => (gate?.unmet ?? []).map(({name, state}) => ({labels: {condition: name, state}, value: 1})),
  },
  {
    name: 'lse_rollout_holds',
    help: 'Holds that are open, of a whole project or of days of it.',
    samples: ({holds}) => [
      ...one(holds.filter(({days}) => days === null).length, {scope: 'project'}),
      ...one(holds.filter(({days}) => days !== null).length, {scope: 'days'}),
    ],
  },
  {
    name: 'lse_rollout_holds_for_a_person',
    help: 'Holds that nothing but a person lifts.',
    samples: ({holds}) => one(holds.filter(({needsPerson}) => needsPerson).length),
  },
  {
    name: 'lse_rollout_next_command',
    help: 'What to run next, as a label; absent if there is nothing to do.',
    samples: ({next}) => (next === null ? [] : one(1, {command: next})),
  },
];

/**
 * The status in Prometheus' text format, for a collector of text files. Everything that belongs to one metric stands together; a metric
 * without a sample is left out.
 */
export function prometheusText(status: RolloutStatus): string {
  const parts = [
    family(
      'lse_rollout_status_timestamp_seconds',
      'When this was written. Alert when it is old.',
      one(instant(status.at)),
    ),
    family('lse_rollout_ledger_up', '1 if the ledger could be read.', one(Number(status.ledger.fault === null))),
    ...METRICS.map(({name, help, samples}) =>
      family(
        name,
        help,
        status.projects.flatMap((project) =>
          samples(project).map(({labels, value}) => ({labels: {project: project.project, ...labels}, value})),
        ),
      ),
    ),
  ];
  return parts.join('');
}

function family(name: string, help: string, samples: readonly Sample[]): string {
  const known = samples.filter(({value}) => value !== null && Number.isFinite(value));
  if (known.length === 0) return '';
  const lines = known.map(({labels, value}) => `${name}${labelsText(labels)} ${value}`);
  return [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, ...lines, ''].join('\n');
}

function labelsText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

/**
 * Control characters first: the escape that stands for them has a backslash, which is one of the value's own then. No two values become
 * one, since a collector refuses a file that has a sample twice: if a value has such an escape of its own, its backslashes are doubled.
 */
function escaped(value: string): string {
  const isAmbiguous = value.includes('\\u') || escapeControlCharacters(value) !== value;
  const text = escapeControlCharacters(isAmbiguous ? value.replaceAll('\\', '\\\\') : value);
  return text.toWellFormed().replaceAll('\\', '\\\\').replaceAll('"', '\\"');
}

function seconds(milliseconds: number | undefined): number | null {
  return milliseconds === undefined ? null : milliseconds / 1000;
}

function instant(at: string): number {
  return Date.parse(at) / 1000;
}
