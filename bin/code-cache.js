const {mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync} = require('node:fs');
const {homedir} = require('node:os');
const {dirname, join} = require('node:path');

/**
 * The code that V8 made of the bundle, kept for the next start, which it spares half of the time above Node's own. It is of one
 * version of Node on one kind of machine; any other finds none, and compiles. A clone has one beside the bundle, of the build. Where
 * lse is installed, that directory is everybody's: each user has one in the own cache directory, after the first start.
 */

const FILE = join(dirname(__dirname), 'dist', 'bundle', 'lse.js');
const NODE = `${process.version}-${process.platform}-${process.arch}`;
const BUILT = join(dirname(FILE), `lse.${NODE}.v8`);

/** What is not made anew for so long is of a version that nobody uses, or is made anew once more. */
const KEPT_MILLISECONDS = 30 * 24 * 60 * 60 * 1000;
const CHECKSUM_BYTES = 4;

/** @returns {Buffer | undefined} */
function readCode() {
  return readBuilt() ?? readOwn();
}

/** V8 tells texts apart by their length alone, so a bundle that was changed since goes without a cache. */
function readBuilt() {
  try {
    return statSync(BUILT).mtimeMs >= statSync(FILE).mtimeMs ? unpacked(readFileSync(BUILT)) : undefined;
  } catch {
    return undefined;
  }
}

function readOwn() {
  try {
    const directory = cacheDirectory();
    if (directory === null || !isOwn(directory)) return undefined;
    return unpacked(readFileSync(join(directory, ownName())));
  } catch {
    return undefined;
  }
}

/**
 * Keeps what V8 has compiled so far, for this user alone. Whatever stands against it (no home, a read-only one, one of somebody
 * else's, as under sudo), there is no cache then, and nothing else is different.
 *
 * @param {import('node:vm').Script} script
 */
function keepCode(script) {
  try {
    const directory = cacheDirectory();
    if (directory === null) return;
    mkdirSync(directory, {recursive: true, mode: 0o700});
    if (!isOwn(directory)) return;
    const file = join(directory, ownName());
    // Another start may write the same at this moment. Each has a file of its own until it is whole.
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, packed(script.createCachedData()), {mode: 0o600});
    renameSync(draft, file);
    removeOld(directory);
  } catch {
    // The next start compiles, as this one did.
  }
}

/** @param {string} directory */
function removeOld(directory) {
  const oldest = Date.now() - KEPT_MILLISECONDS;
  for (const name of readdirSync(directory)) {
    const path = join(directory, name);
    if (name.includes('.v8') && statSync(path).mtimeMs < oldest) rmSync(path);
  }
}

/** V8 takes a damaged cache for a good one, and runs what it says. @param {Buffer} code */
function packed(code) {
  const checksum = Buffer.alloc(CHECKSUM_BYTES);
  checksum.writeUInt32LE(require('node:zlib').crc32(code));
  return Buffer.concat([code, checksum]);
}

/** @param {Buffer} bytes */
function unpacked(bytes) {
  const code = bytes.subarray(0, -CHECKSUM_BYTES);
  return require('node:zlib').crc32(code) === bytes.readUInt32LE(code.length) ? code : undefined;
}

/** Of just this file: no program can set back the time of its last change, as npm does with the other one. */
function ownName() {
  const {ino, size, ctimeNs} = statSync(FILE, {bigint: true});
  return `${NODE}-${[ino, size, ctimeNs].map((number) => number.toString(36)).join('-')}.v8`;
}

/** Null where there is no place of the user's own. */
function cacheDirectory() {
  // By which Node's own cache of this kind is turned off.
  if (process.env.NODE_DISABLE_COMPILE_CACHE !== undefined) return null;
  if (process.platform === 'win32') {
    const {LOCALAPPDATA} = process.env;
    return LOCALAPPDATA === undefined ? null : join(LOCALAPPDATA, 'lse', 'Cache', 'code');
  }
  const home = homedir();
  const {XDG_CACHE_HOME: given} = process.env;
  if (given?.startsWith('/')) return isOwn(given) ? join(given, 'lse', 'code') : null;
  return isOwn(home)
    ? join(home, ...(process.platform === 'darwin' ? ['Library', 'Caches'] : ['.cache']), 'lse', 'code')
    : null;
}

/** Whether nobody else can put code there. @param {string} directory */
function isOwn(directory) {
  if (process.getuid === undefined) return true;
  const {uid, mode} = statSync(directory);
  return uid === process.getuid() && (mode & 0o022) === 0;
}

module.exports = {FILE, BUILT, readCode, keepCode, packed};
