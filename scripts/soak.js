import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Journal} from './soak/journal.js';
import {Laboratory} from './soak/laboratory.js';
import {parseOptions, parts, usage} from './soak/options.js';
import {importFuzz} from './soak/oracle.js';
import {Soak} from './soak/soak.js';

/** `npm run soak`: random commands under random faults, each checked against a model; docs/soak.md. */
const print = (/** @type {string} */ line) => process.stdout.write(`${line}\n`);

try {
  const options = parseOptions(process.argv.slice(2));
  if (options.isHelp) print(usage);
  else if (options.isList) for (const [name, what] of parts()) print(`${name.padEnd(26)}${what}`);
  else process.exitCode = options.isFuzz ? await fuzz(options) : await run(options);
} catch (error) {
  process.stderr.write(
    `Error: ${error instanceof Error ? (process.env.LSE_DEBUG === '1' ? error.stack : error.message) : error}\n`,
  );
  process.exitCode = 2;
}

/** @param {ReturnType<typeof parseOptions>} options @returns {Promise<number>} */
async function run(options) {
  const directory = mkdtempSync(join(tmpdir(), 'lse-soak-'));
  const replay = `npm run soak -- ${options.given.join(' ')}`;
  print(`Seed ${options.seed}, in ${directory}`);
  const started = Date.now();
  const journal = new Journal(print, {replay, isVerbose: options.isVerbose});
  const laboratory = await Laboratory.open(directory, options);
  try {
    const soak = new Soak(laboratory, journal, options);
    await soak.start();
    const end = started + options.minutes * 60_000;
    for (let step = 1; step <= options.steps && Date.now() < end; step += 1) {
      await soak.step(step);
      if (!options.isQuiet && step % 25 === 0)
        print(`… ${step} steps, ${Math.round((Date.now() - started) / 1000)} s, ${journal.failures} failures`);
    }
  } finally {
    await laboratory.close();
  }
  print(journal.summary((Date.now() - started) / 1000));
  if (journal.failures === 0 && !options.isKept) rmSync(directory, {recursive: true, force: true});
  else
    print(
      `Kept for looking: ${directory}\nAgain: ${replay}${Number.isFinite(options.steps) ? ` --steps ${options.steps}` : ''}`,
    );
  return journal.failures === 0 ? 0 : 1;
}

/** @param {ReturnType<typeof parseOptions>} options @returns {Promise<number>} */
async function fuzz({seed, inputs, minutes}) {
  print(`Seed ${seed}`);
  const {fuzz: give, properties} = await importFuzz();
  const started = Date.now();
  const results = await give(properties, {inputs, seed: Number(seed), milliseconds: minutes * 60_000});
  for (const result of results) {
    print(`${String(result.inputs).padStart(8)}  ${result.failure === null ? 'held  ' : 'FAILED'}  ${result.name}`);
    if (result.failure !== null) print(result.failure);
  }
  const failed = results.filter(({failure}) => failure !== null).length;
  print(
    `\nInputs:   ${results.reduce((sum, result) => sum + result.inputs, 0)} in ${Math.round((Date.now() - started) / 1000)} s`,
  );
  print(`Failures: ${failed}`);
  if (failed > 0) print(`Again: npm run soak -- --fuzz --seed ${seed} --inputs ${inputs}`);
  return failed === 0 ? 0 : 1;
}
