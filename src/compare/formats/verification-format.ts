import type {VerificationDocument} from './documents/verification.ts';
import {formatVerification, type VerificationLook} from './text/verification.ts';

export const verificationFormats = ['text', 'json'] as const;

export type VerificationFormat = (typeof verificationFormats)[number];

/** The format for each ending of a file name. */
export const verificationEndings: Readonly<Record<string, VerificationFormat>> = {'.txt': 'text', '.json': 'json'};

export function printVerification(
  format: VerificationFormat,
  document: VerificationDocument,
  look: VerificationLook,
): string {
  return format === 'json' ? `${JSON.stringify(document, null, 2)}\n` : formatVerification(document, look);
}
