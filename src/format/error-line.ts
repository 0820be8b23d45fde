import {errorMessage} from '../core/error-message.ts';
import type {JsonValue} from '../core/json/value.ts';
import {escapeControlCharacters} from './control-characters.ts';
import {maskSecrets, maskValue} from './masking.ts';
import {truncate} from './truncation.ts';

const UNKNOWN_ERROR = 'Unknown error';
const MAX_CODE_POINTS = 150;

/** A stored error as one printed line. Masking comes before truncation: half a secret is still one. */
export function formatErrorLine(error: JsonValue | undefined, {mask}: {readonly mask: boolean}): string {
  const line = mask ? maskedMessage(error) : errorMessage(error);
  return line === null ? UNKNOWN_ERROR : escapeControlCharacters(truncate(line, MAX_CODE_POINTS));
}

/** A value that is no text is masked by its keys before it becomes one. */
function maskedMessage(error: JsonValue | undefined): string | null {
  if (error !== undefined && typeof error !== 'string') return errorMessage(maskValue(error));
  const message = errorMessage(error);
  return message === null ? null : maskSecrets(message);
}
