const {readFileSync, statSync} = require('node:fs');
const Module = require('node:module');
const {dirname, join} = require('node:path');
const {Script} = require('node:vm');

const FILE = join(dirname(__dirname), 'dist', 'bundle', 'lse.js');
/** Of one version of Node on one kind of machine. Any other finds none, and compiles. */
const CODE_CACHE = join(dirname(FILE), `lse.${process.version}-${process.platform}-${process.arch}.v8`);

/** Loads the program with the code that V8 made of it when it was built, which spares half of the time above Node's own. */
function loadBundle() {
  const require = Module.createRequire(FILE);
  if (process.env.LSE_DEBUG === '1') {
    // Stacks name the sources; Node looks for a source map only where it loads a file itself.
    process.setSourceMapsEnabled(true);
    return {exports: require(FILE), script: null};
  }
  const text = readFileSync(FILE, 'latin1'); // It is ASCII alone.
  const script = new Script(`(function (exports, require, module, __filename, __dirname) {${text}\n})`, {
    filename: FILE,
    cachedData: readCodeCache(),
  });
  // oclif asks for the commands by the name of the file, and must not load it once more.
  const module = Object.assign(new Module(FILE), {filename: FILE, loaded: true});
  require.cache[FILE] = module;
  script.runInThisContext()(module.exports, require, module, FILE, dirname(FILE));
  return {exports: module.exports, script};
}

/** V8 tells texts apart by their length alone, so a bundle that was changed since goes without a cache. */
function readCodeCache() {
  try {
    return statSync(CODE_CACHE).mtimeMs >= statSync(FILE).mtimeMs ? readFileSync(CODE_CACHE) : undefined;
  } catch {
    return undefined;
  }
}

module.exports = {CODE_CACHE, loadBundle};
