const {readFileSync} = require('node:fs');
const Module = require('node:module');
const {dirname} = require('node:path');
const {Script} = require('node:vm');
const {FILE, keepCode, readCode} = require('./code-cache.js');

/** Loads the program, with its code as V8 has compiled it where that is kept. */
function loadBundle() {
  const require = Module.createRequire(FILE);
  if (process.env.LSE_DEBUG === '1') {
    // Stacks name the sources; Node looks for a source map only where it loads a file itself.
    process.setSourceMapsEnabled(true);
    return {exports: require(FILE), script: null, keepCode: () => {}};
  }
  const text = readFileSync(FILE, 'latin1'); // It is ASCII alone.
  const cachedData = readCode();
  const script = new Script(`(function (exports, require, module, __filename, __dirname) {${text}\n})`, {
    filename: FILE,
    cachedData,
  });
  // oclif asks for the commands by the name of the file, and must not load it once more.
  const module = Object.assign(new Module(FILE), {filename: FILE, loaded: true});
  require.cache[FILE] = module;
  script.runInThisContext()(module.exports, require, module, FILE, dirname(FILE));
  return {
    exports: module.exports,
    script,
    /** When the program has run, so that V8 has compiled what runs. What V8 refuses, for other options of Node, stays as it is. */
    keepCode: () => {
      if (cachedData === undefined) keepCode(script);
    },
  };
}

module.exports = {loadBundle};
