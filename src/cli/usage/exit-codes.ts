type ExitCodes = Readonly<Record<number, string>>;

const PRINTED: ExitCodes = {
  0: 'The report is printed.',
  1: 'Error. With --fail-empty also if there is no record.',
};

const COMPARED: ExitCodes = {
  0: 'The same.',
  1: 'Different.',
  2: 'Trouble: a side could not answer or was not read whole, files changed meanwhile, or wrong usage.',
  3: 'Nothing was compared: neither side has a record in what was asked for.',
};

const DONE: ExitCodes = {0: 'Done.', 1: 'Error.'};
const PREVIEWED: ExitCodes = {0: 'Done, or said what would be done.', 1: 'Error.'};
const SHOWN: ExitCodes = {0: 'Shown.', 1: 'Error.'};

/** The exit codes of each command, by its words. Trouble is 2 for those that `bin/trouble.js` names, else 1. */
export const exitCodes: Readonly<Record<string, ExitCodes>> = {
  completion: {0: 'The script is printed.', 1: 'Error.'},
  'db access grant': DONE,
  'db access list': SHOWN,
  'db access revoke': DONE,
  'db export': DONE,
  'db indexes create': DONE,
  'db indexes drop': DONE,
  'db load': {
    0: 'Loaded, also if files are unreadable.',
    1: 'Error. With --strict also if a file is unreadable.',
  },
  'db migrate': {0: 'Done, or said what would be done.', 1: 'Error, or a table could not be taken over.'},
  'db prune': PREVIEWED,
  'db repair': {0: 'Done, or said what would be done.', 1: 'Error, or a repaired record still differs.'},
  'db status': SHOWN,
  'db verify': COMPARED,
  doctor: {0: 'Nothing is wrong. Warnings are nothing wrong.', 1: 'Something is wrong.'},
  help: SHOWN,
  import: {
    0: 'Imported, or said what would be imported.',
    1: 'Error, or no run was imported. With --strict also if anything was skipped or is known to be missing.',
  },
  init: {0: 'Written, or printed with --print.', 1: 'Error, or a file is there already.'},
  pull: {
    0: 'Pulled.',
    1: 'Error, or no run was pulled. With --strict also if anything is known to be missing.',
  },
  'report check': {0: 'All are correct.', 1: 'At least one is not.'},
  'report compare': COMPARED,
  'report list': SHOWN,
  'report run': PRINTED,
  'report zenrows-detail': PRINTED,
  'report zenrows-errors': PRINTED,
  'rollout audit': COMPARED,
  'rollout drain': DONE,
  'rollout forget': PREVIEWED,
  'rollout gate': {
    0: 'Open.',
    1: 'Closed: something speaks against it.',
    2: 'Trouble.',
    3: 'Undecided: not enough speaks for it.',
  },
  'rollout history': SHOWN,
  'rollout hold': DONE,
  'rollout promote': {0: 'Promoted, or printed with --print.', 1: 'Error, or the gate is not open.'},
  'rollout rehearse': {0: 'The files printed the same.', 1: 'Error, or they did not.'},
  'rollout release': DONE,
  'rollout retire': PREVIEWED,
  'rollout rollback': {0: 'Rolled back, or printed with --print.', 1: 'Error.'},
  'rollout status': SHOWN,
  status: {0: 'Shown, also if a side cannot be asked.', 1: 'Error.'},
  version: SHOWN,
};
