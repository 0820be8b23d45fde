import {Flags} from '@oclif/core';
import {backendNames} from './settings.ts';

/** The flags that several commands share, each described once. */
export const jsonFlag = Flags.boolean({description: 'Print JSON, also of an error.'});

export const dataDirFlag = Flags.string({
  description: 'Directory of the trace tree. [default: LSE_DATA_DIR, else ./data]',
  helpValue: 'DIR',
});

export const databaseUrlFlag = Flags.string({
  description: 'Database: postgres://… or sqlite:<path>. [default: LSE_DATABASE_URL, else sqlite:.lse/lse.db]',
  helpValue: 'URL',
});

export const backendFlag = Flags.string({
  description: `Who answers: ${backendNames.join(', ')}. [default: LSE_REPORT_BACKEND, else file]`,
  helpValue: backendNames.join('|'),
});

export const strictFlag = Flags.boolean({
  description: 'Fail if another backend would have to answer in place of the database.',
});

export const failEmptyFlag = Flags.boolean({
  description: 'Exit with 1 if there is no record in what was asked for.',
});

export const cacheFlag = Flags.boolean({
  description: 'Keep what was read from files in .lse/cache. [default: LSE_CACHE, else on]',
  allowNo: true,
});

export const projectFlag = Flags.string({
  description: 'Only this project. [default: all projects together]',
  helpValue: 'NAME',
});

export const excludeProjectFlag = Flags.string({
  description: 'Project to leave out, on both sides; may be repeated.',
  helpValue: 'NAME',
  multiple: true,
  exclusive: ['project'],
});

export const dateFlag = Flags.string({description: 'One date.', helpValue: 'YYYY-MM-DD'});

export const yesterdayFlag = Flags.boolean({description: 'The day before today, in UTC.'});

/** The user gives dates in one of these ways; the code that reads them says which flags go together. */
export const rangeFlags = {
  date: dateFlag,
  from: Flags.string({description: 'First date; goes with --to.', helpValue: 'YYYY-MM-DD'}),
  to: Flags.string({description: 'Last date, included.', helpValue: 'YYYY-MM-DD'}),
  last: Flags.string({description: 'The last days or weeks in UTC, today included.', helpValue: '7d|2w'}),
  since: Flags.string({description: 'From this date to today in UTC, both included.', helpValue: 'YYYY-MM-DD'}),
  yesterday: yesterdayFlag,
};

export const progressFlag = Flags.boolean({
  description: 'Say every ten seconds how far it is, if stderr is no terminal. [default: a bar on a terminal]',
  allowNo: true,
});
