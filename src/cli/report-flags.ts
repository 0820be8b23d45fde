import {fileURLToPath} from 'node:url';
import {Flags} from '@oclif/core';
import type {ReportDirectories} from './report-files.ts';
import type {Settings} from './settings.ts';

export const reportsDirFlag = Flags.string({
  description: 'Directory of your reports. [default: LSE_REPORTS_DIR, else ./reports]',
  helpValue: 'DIR',
});

/** The files that come with lse are as many directories above the sources as above the bundle. */
export function reportDirectories({reportsDir}: Settings): ReportDirectories {
  return {own: reportsDir, shipped: fileURLToPath(new URL('../../reports', import.meta.url))};
}
