export const title = 'Importing: where a run belongs, what it lacks, and what an import never does';

const PLACE = 'src/imports/plan/trace-place.ts';
const STATUS = 'src/imports/runs/derived-status.ts';
const WINNERS = 'src/imports/plan/queries/choose-winners.ts';
const EARLY = 'src/imports/plan/queries/early.ts';
const early = ['test/imports/early-files.test.ts'];
const plan = ['test/imports/plan.test.ts'];
const tree = ['test/imports/tree.test.ts'];

/** @type {readonly import('./sections.js').Mutation[]} */
export const mutations = [
  {
    rule: 'import: a file that was written early goes where the trace belongs',
    file: EARLY,
    find: '        and trace.run_date = run.early_date\n',
    replace: '',
    tests: early,
  },
  {
    rule: 'import: a file that was written early goes if another snapshot counts',
    file: EARLY,
    find: 'and not exists (select 1 from run where run.seq = given.seq)',
    replace: 'and false',
    tests: early,
  },
  {
    rule: 'import: a file that was written early goes if the tree has the run elsewhere',
    file: EARLY,
    find: 'or exists (select 1 from existing where existing.stem = run.stem)',
    replace: '',
    tests: early,
  },
  {
    rule: 'import: a trace is of the date on which its root started',
    file: PLACE,
    find: 'const atRoot = utcDate(root?.start_seconds ?? null);',
    replace: 'const atRoot = utcDate(members[0]?.start_seconds ?? null);',
    tests: plan,
  },
  {
    rule: "import: without a root the date is in a dotted_order before it is the runs' own",
    file: PLACE,
    find: "{seconds: least(members.map(({root_seconds}) => root_seconds)), from: 'dotted_order'},",
    replace: '',
    tests: plan,
  },
  {
    rule: 'import: the root says the project before others do',
    file: PLACE,
    find: 'root === undefined ? members : [root, ...members]',
    replace: 'members',
    tests: plan,
  },
  {
    rule: 'import: an error makes a status that is absent an error',
    file: STATUS,
    find: "if (hasError(run)) return {value: 'error', from: 'error'};",
    replace: '',
    tests: plan,
  },
  {
    rule: 'import: a run that has not ended is pending',
    file: STATUS,
    find: "return hasEnded(run) ? {value: 'success', from: 'end_time'} : {",
    replace: "return true ? {value: 'success', from: 'end_time'} : {",
    tests: plan,
  },
  {
    rule: 'import: a status that is there stays',
    file: STATUS,
    find: "if (!isAbsent(run.get('status'))) return null;",
    replace: '',
    tests: plan,
  },
  {
    rule: 'import: of several snapshots the one taken out last counts',
    file: WINNERS,
    find: 'order by extracted_seconds desc, extracted_fraction desc, has_ended desc, seq desc',
    replace: 'order by has_ended desc, seq desc',
    tests: plan,
  },
  {
    rule: 'import: of snapshots that are as new the one that has ended counts',
    file: WINNERS,
    find: 'extracted_fraction desc, has_ended desc, seq desc',
    replace: 'extracted_fraction desc, seq desc',
    tests: plan,
  },
  {
    rule: 'import: every byte of a run stays',
    file: 'src/imports/runs/run-file.ts',
    find: '{trace: isInsertion ? inserted(json, added) : rebuilt(json, added), added: all}',
    replace: '{trace: Buffer.from(JSON.stringify(JSON.parse(rebuilt(json, added).toString()))), added: all}',
    tests: plan,
  },
  {
    rule: 'import: no key is twice in a run',
    file: 'src/imports/runs/run-file.ts',
    find: 'const isInsertion = !hasNested && added.every(([name]) => run.get(name) === undefined);',
    replace: 'const isInsertion = !hasNested;',
    tests: plan,
  },
  {
    rule: 'import: what is there with the same content is not written again',
    file: 'src/imports/tree/snapshot-writer.ts',
    find: "if (winner.isSame) return 'there';",
    replace: '',
    tests: tree,
  },
  {
    rule: 'import: an older snapshot than the tree has is not written',
    file: 'src/imports/tree/snapshot-writer.ts',
    find: "if (isOlder) return ours.some(({isSame}) => isSame) ? 'there' : 'replaced';",
    replace: '',
    tests: tree,
  },
  {
    rule: 'import: a file that another program put elsewhere is not moved',
    file: 'src/imports/tree/existing-snapshots.ts',
    find: "return isObject(member(document.value, 'metadata', 'imported_from')) ? 'astray' : 'elsewhere';",
    replace: "return 'astray';",
    tests: tree,
  },
  {
    rule: 'import: an export of the langsmith command without status and error is refused',
    file: 'src/imports/formats/json/command-exports.ts',
    find: "if (members.kind('status') === null) throw withoutStatus(place);",
    replace: '',
    tests: ['test/imports/json/shapes.test.ts'],
  },
  {
    rule: 'import: exactly 1,000 runs of a trace are the most that the langsmith command takes',
    file: 'src/imports/formats/json/command-exports.ts',
    find: 'this.#runsOfTrace === MOST_RUNS',
    replace: 'this.#runsOfTrace > MOST_RUNS',
    tests: ['test/imports/json/shapes.test.ts'],
  },
  {
    rule: 'import: no run imported is an error',
    file: 'src/commands/import.ts',
    find: 'if (found > unplaced) return;',
    replace: 'return;',
    tests: ['test/cli/import.test.ts'],
  },
  {
    rule: 'import: a run is written with the bytes at its own place',
    file: 'src/imports/formats/json/json-reader.ts',
    find: '{file: this.#number, offset}',
    replace: '{file: this.#number, offset: 0}',
    tests: ['test/imports/json/shapes.test.ts'],
  },
  {
    rule: 'import: a file that changes between both readings is an error',
    file: 'src/imports/sources/pieces-of-files.ts',
    find: 'this.#open?.end();',
    replace: '',
    tests: ['test/imports/sources.test.ts'],
  },
  {
    rule: 'import: nested runs that a newer snapshot hides are said',
    file: 'src/imports/tree/snapshot-writer.ts',
    find: '.filter((id) => !counting.has(id))',
    replace: '.filter(() => false)',
    tests: tree,
    only: 'is said to hide it',
  },
  {
    rule: 'import: nested runs that a newer snapshot of the same source hides are said',
    file: 'src/imports/plan/absent-runs.ts',
    find: 'for await (const run of lostRuns(scratch)) await',
    replace: "for await (const run of lostRuns(scratch)) if (run.kind !== 'nested') await",
    tests: tree,
    only: 'is said to hide it',
  },
  {
    rule: 'import: the ids of an export are read from the whole path',
    file: 'src/imports/sources/disk-file.ts',
    find: 'packed?.path ?? [...above, ',
    replace: 'packed?.path ?? [',
    tests: ['test/cli/import.test.ts'],
    only: 'by its whole path',
  },
  {
    rule: 'import: spans are found wherever they stand in a file',
    file: 'src/imports/sources/file-source.ts',
    find: 'for await (const piece of file.bytes()) {',
    replace: 'for await (const piece of [head]) {',
    tests: ['test/imports/sources.test.ts'],
    only: 'know it behind',
  },
];
