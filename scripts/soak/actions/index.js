import {compare, compareWithItself} from './compare.js';
import {exportTree} from './export.js';
import {load} from './load.js';
import {indexes, migrate, prune, status} from './maintenance.js';
import {repair} from './repair.js';
import {detailReport, errorsReport} from './reports.js';
import {verify} from './verify.js';

/** @type {readonly import('./plan.js').Action[]} */
export const actions = [
  load,
  errorsReport,
  detailReport,
  compare,
  compareWithItself,
  verify,
  repair,
  exportTree,
  prune,
  indexes,
  migrate,
  status,
];
