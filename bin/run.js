#!/usr/bin/env node
const {writeSync} = require('node:fs');
const {homedir} = require('node:os');
const {dirname} = require('node:path');
const {troubleCode} = require('./trouble.js');

const args = process.argv.slice(2);
const trouble = troubleCode(args);
/** Null until the program has said what its run came to. */
let code = null;

// Whatever ends the process from here on is trouble, until the program has said otherwise: a promise that never settles, a
// package that calls process.exit, an error while the program loads.
process.exitCode = trouble;
process.on('exit', () => {
  process.exitCode = code ?? trouble;
  if (code !== null) return;
  say(
    'Error: lse ended before its work was done. What it printed is not the whole. Run it again, with LSE_DEBUG=1 first.',
  );
});

try {
  // oclif would compare Node with a package.json that is not beside a bundle, and load semver for it. npm has compared.
  process.env.OCLIF_DISABLE_ENGINE_WARNING ??= '1';
  provideHome();
  const {loadBundle} = require('./bundle.js');
  const {exports, keepCode} = loadBundle();
  // No plugins of the user's: oclif looks for them in LSE_DATA_DIR, which is its own name for another directory. A
  // package.json among the traces would be run.
  const options = {root: dirname(__dirname), userPlugins: false, devPlugins: false};
  // Nothing that is still under way then can change what was said, nor keep the process from ending.
  exports.runProgram(args, options).then((outcome) => {
    code = outcome ?? trouble;
    keepCode();
    process.exit();
  });
} catch (error) {
  code = trouble;
  const reason = typeof error?.code === 'string' && /^[A-Z_]+$/.test(error.code) ? error.code : 'it does not load';
  say(`Error: lse cannot start (${reason}). Install it again.`);
  process.exit();
}

/** oclif asks for the home directory, and there is none for a user without `HOME` and without an account. */
function provideHome() {
  try {
    homedir();
  } catch {
    process.env.HOME = '/nonexistent';
  }
}

/** At once: when the process ends, nothing that takes its time is done any more. */
function say(/** @type {string} */ line) {
  try {
    writeSync(2, `${line}\n`);
  } catch {
    // Nobody listens. The exit code says it, too.
  }
}
