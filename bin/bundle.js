const {closeSync, fstatSync, openSync, readSync} = require('node:fs');
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
  const cachedData = readCode();
  const script = new Script(wrappedText(), {filename: FILE, cachedData});
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

const HEAD = '(function (exports, require, module, __filename, __dirname) {';
const TAIL = '\n})';

/** The bundle as a function that Node would make of it. In one piece: V8 would copy a text that is put together. It is ASCII alone. */
function wrappedText() {
  const file = openSync(FILE, 'r');
  try {
    const {size} = fstatSync(file);
    const bytes = Buffer.allocUnsafeSlow(HEAD.length + size + TAIL.length);
    bytes.write(HEAD, 'latin1');
    let end = HEAD.length;
    // Nearly every file system gives all of it at once.
    for (let count = 1; count > 0 && end < HEAD.length + size; end += count) {
      count = readSync(file, bytes, end, HEAD.length + size - end, end - HEAD.length);
    }
    bytes.write(TAIL, end, 'latin1');
    return bytes.toString('latin1', 0, end + TAIL.length);
  } finally {
    closeSync(file);
  }
}

module.exports = {loadBundle};
