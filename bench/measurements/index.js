import {checkMeasurements} from './checks.js';
import {concurrencyMeasurements} from './concurrency.js';
import {databaseReportMeasurements} from './database-report.js';
import {definedReportMeasurements} from './defined-reports.js';
import {explanationMeasurements} from './explanation.js';
import {fileReportMeasurements} from './file-report.js';
import {growthMeasurements} from './growth.js';
import {growthOfTableMeasurements} from './growth-of-table.js';
import {importMeasurements} from './imports.js';
import {indexMeasurements} from './indexes.js';
import {loadMeasurements} from './load.js';
import {memoryMeasurements} from './memory.js';
import {pullMeasurements} from './pull.js';
import {reportDuringLoadMeasurements} from './report-during-load.js';
import {servingMeasurements} from './serving.js';
import {startMeasurements} from './start.js';

/** In the order in which they are made and reported. @type {import('../context.js').Measurement[]} */
export const measurements = [
  ...fileReportMeasurements,
  ...databaseReportMeasurements,
  ...definedReportMeasurements,
  ...loadMeasurements,
  ...checkMeasurements,
  ...explanationMeasurements,
  ...startMeasurements,
  ...memoryMeasurements,
  ...indexMeasurements,
  ...growthMeasurements,
  ...concurrencyMeasurements,
  ...reportDuringLoadMeasurements,
  ...servingMeasurements,
  ...growthOfTableMeasurements,
  ...importMeasurements,
  ...pullMeasurements,
];
