import type {Conclusion} from './comparison-summary.ts';

/** 0 the same, 1 different, 2 trouble, 3 nothing compared. What is the same under waivers alone is different unless allowed. */
export function exitCodeOf(
  conclusion: Conclusion,
  {allowWaivers}: {readonly allowWaivers: boolean} = {allowWaivers: false},
): 0 | 1 | 2 | 3 {
  switch (conclusion) {
    case 'the same':
      return 0;
    case 'the same under waivers':
      return allowWaivers ? 0 : 1;
    case 'different':
      return 1;
    case 'trouble':
      return 2;
    case 'nothing compared':
      return 3;
  }
}
