import type {Conclusion} from './comparison-summary.ts';

/** What decides the exit code; a verification has no projects asked for by name beside its one scope. */
interface Concluded {
  readonly conclusion: Conclusion;
  readonly withoutRecords?: readonly string[];
}

/** 0 the same, 1 different, 2 trouble, 3 nothing compared. A comparison that is the same only under waivers is different unless the options allow it. */
export function exitCodeOf(
  {conclusion, withoutRecords = []}: Concluded,
  {allowWaivers}: {readonly allowWaivers: boolean} = {allowWaivers: false},
): 0 | 1 | 2 | 3 {
  switch (conclusion) {
    case 'the same':
      return 0;
    case 'the same under waivers':
      if (!allowWaivers) return 1;
      return withoutRecords.length > 0 ? 3 : 0;
    case 'different':
      return 1;
    case 'trouble':
      return 2;
    case 'nothing compared':
      return 3;
  }
}
