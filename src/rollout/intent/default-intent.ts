import type {Intent, Requirements} from './intent.ts';

/** What the gate asks for if the file says nothing else. */
export const defaultRequirements: Requirements = {
  reports: ['zenrows-errors', 'zenrows-detail'],
  comparisons: 20,
  days: 7,
  records: 100,
  failing: 1,
  coverage: 0.95,
  failures: 0.02,
  inconclusive: 0.1,
  latency: 1.5,
  pairs: 20,
  maxAgeHours: 72,
  rehearsalDays: 30,
  gate: 'enforced',
};

/** What holds without a file: nothing has moved. */
export const defaultIntent: Intent = {
  salt: null,
  projects: [],
  default: 'file',
  requirements: defaultRequirements,
  holds: {secondWithinDays: 14},
  ledger: {keepDays: 90},
  events: null,
};
