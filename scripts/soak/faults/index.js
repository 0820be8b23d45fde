import {cacheFaults} from './cache.js';
import {connections} from './connection.js';
import {neighbours} from './neighbours.js';
import {outputs} from './output.js';
import {serverFaults} from './server.js';
import {signals} from './signals.js';
import {sqliteFaults} from './sqlite.js';
import {treeFaults} from './tree.js';

/** @type {readonly import('./fault.js').Fault[]} */
export const faults = [
  ...signals,
  ...connections,
  ...serverFaults,
  ...sqliteFaults,
  ...outputs,
  ...treeFaults,
  ...cacheFaults,
  ...neighbours,
];
