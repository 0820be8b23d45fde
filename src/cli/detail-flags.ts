import {Flags} from '@oclif/core';
import type {Details} from '../compare/formats/details.ts';
import {UsageError} from '../core/errors.ts';

export interface DetailFlags {
  readonly details?: string | undefined;
  readonly summary: boolean;
}

/** How much the text says about single questions or records. */
export const detailFlags = (what: 'questions' | 'records') => ({
  details: Flags.string({
    description: `How many ${what} the text tells in full; the others are counted. [default: a few]`,
    helpValue: 'N|all',
    exclusive: ['summary'],
  }),
  summary: Flags.boolean({description: `Tell none of the ${what} in full.`}),
});

/** @throws UsageError that names the flag */
export function detailsOf({details, summary}: DetailFlags): Details {
  if (summary) return 0;
  if (details === undefined || details === 'all') return details ?? null;
  if (/^[0-9]{1,9}$/.test(details)) return Number(details);
  throw new UsageError(`Invalid number of details '${details}'.`, 'Give a whole number or all, such as: --details 10');
}
