// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the code to find holds them
const GATE = 'src/rollout/gate';
const CONDITIONS = `${GATE}/conditions`;

const tests = ['test/rollout/gate/conditions.test.ts'];
const replay = ['test/rollout/gate/replay.test.ts'];

export const title = 'The gate';

/** @type {readonly import('./sections.js').Mutation[]} */
export const mutations = [
  {
    rule: 'gate: what cannot be told never opens it',
    file: `${GATE}/verdict.ts`,
    find: "every(({state}) => state === 'met')",
    replace: "every(({state}) => state !== 'unmet')",
    tests,
  },
  {
    rule: 'gate: what speaks against a step closes it',
    file: `${GATE}/verdict.ts`,
    find: "some(({state}) => state === 'broken')",
    replace: "every(({state}) => state === 'broken')",
    tests,
  },
  {
    rule: 'gate: entries of all projects together are no evidence',
    file: `${GATE}/evidence.ts`,
    find: 'entry.project !== question.project ||',
    replace: '(entry.project ?? question.project) !== question.project ||',
    tests,
  },
  {
    rule: "gate: only today's evidence key counts",
    file: `${GATE}/evidence.ts`,
    find: 'isText(evidenceKey) && evidenceKeys.get(report) === evidenceKey',
    replace: 'isText(evidenceKey) && evidenceKeys.has(report)',
    tests,
  },
  {
    rule: 'gate: after a release only newer evidence counts',
    file: `${GATE}/evidence.ts`,
    find: 'at <= releasedAt) continue;',
    replace: 'at < 0) continue;',
    tests,
  },
  {
    rule: 'gate: a mismatch is over only when it is released',
    file: `${GATE}/outcome-effect.ts`,
    find: "kind: 'mismatch', until: 'released'",
    replace: "kind: 'mismatch', until: 'matched again'",
    tests,
  },
  {
    rule: 'gate: a failure without a reason is taken for a bug',
    file: `${GATE}/outcome-effect.ts`,
    find: 'if (reason === null) return BUG;',
    replace: 'if (reason === null) return FAILURE;',
    tests,
  },
  {
    rule: 'gate: a rehearsal is no evidence',
    file: `${GATE}/outcome-effect.ts`,
    find: 'rehearsal: {counts: false',
    replace: 'rehearsal: {counts: true',
    tests,
  },
  {
    rule: 'gate: times of comparisons that read without the cache are no pairs',
    file: `${GATE}/outcome-effect.ts`,
    find: 'compare: {counts: true, paired: false}',
    replace: 'compare: {counts: true, paired: true}',
    tests,
  },
  {
    rule: 'gate: a match has as many records on both sides',
    file: `${GATE}/evidence.ts`,
    find: 'control > 0 && control === candidate',
    replace: 'control > 0 && isCount(candidate)',
    tests,
  },
  {
    rule: 'gate: a match of unknown data is no evidence',
    file: `${GATE}/evidence.ts`,
    find: '|| !isText(dataDigest)',
    replace: '',
    tests,
  },
  {
    rule: 'gate: asking a hundred times is asking once',
    file: `${CONDITIONS}/amounts.ts`,
    find: 'return atLeast(seen.size, requirements.comparisons,',
    replace: 'return atLeast(proofs.length, requirements.comparisons,',
    tests,
  },
  {
    rule: 'gate: every date of every report',
    file: `${CONDITIONS}/amounts.ts`,
    find: 'proofs.filter((proof) => proof.report === report)',
    replace: 'proofs.filter((proof) => proof.report !== null)',
    tests,
  },
  {
    rule: 'gate: unknown dates prove nothing',
    file: `${CONDITIONS}/amounts.ts`,
    find: "if (all.size === 0) return judged('unknown', 'no date is known', need);",
    replace: '',
    tests,
  },
  {
    rule: 'gate: no date counts its records twice',
    file: `${GATE}/date-cover.ts`,
    find: 'Math.max(most[index] ?? 0, (most[before] ?? 0) + weight)',
    replace: '(most[index] ?? 0) + weight',
    tests,
  },
  {
    rule: 'gate: many matches of one report hide no failures of another',
    file: `${CONDITIONS}/shares.ts`,
    find: 'badness(each.share) > badness(most.share)',
    replace: 'badness(each.share) < badness(most.share)',
    tests,
  },
  {
    rule: 'gate: a requirement that is no number is met by nothing',
    file: `${CONDITIONS}/judgement.ts`,
    find: 'Number.isFinite(value) && value >= 0',
    replace: '!(value < 0)',
    tests,
  },
  {
    rule: 'gate: too few pairs prove nothing',
    file: `${CONDITIONS}/latency.ts`,
    find: ' >= requirements.pairs',
    replace: ' >= requirements.pairs - 1',
    tests,
  },
  {
    rule: 'gate: evidence gets old',
    file: `${CONDITIONS}/amounts.ts`,
    find: 'old <= requirements.maxAgeHours * HOUR_MILLISECONDS',
    replace: 'old <= requirements.maxAgeHours * HOUR_MILLISECONDS + 1',
    tests,
  },
  {
    rule: 'gate: nothing follows from what is in the future',
    file: `${CONDITIONS}/standing.ts`,
    find: 'by > CLOCK_SKEW_MILLISECONDS',
    replace: 'by > 24 * CLOCK_SKEW_MILLISECONDS',
    tests,
  },
  {
    rule: 'gate: the last rehearsal decides',
    file: `${CONDITIONS}/rehearsal.ts`,
    find: 'at === last && succeeded !== true',
    replace: 'at !== last && succeeded !== true',
    tests,
  },
  {
    rule: 'gate: one stage at a time',
    file: `${CONDITIONS}/standing.ts`,
    find: 'compareStages(to, next) > 0;',
    replace: 'compareStages(to, next) > 1;',
    tests,
  },
  {
    rule: 'gate: a day of the past sees no later evidence',
    file: `${GATE}/replay.ts`,
    find: 'entries: question.entries?.filter(wasThere) ?? null',
    replace: 'entries: question.entries',
    tests: replay,
  },
];
