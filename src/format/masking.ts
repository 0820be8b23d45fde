import {DecodedText} from './decoded-text.ts';
import {secretValueRanges} from './secret-value.ts';
import {replaceRanges, type TextRange} from './text-range.ts';
import {userInfoRanges} from './user-info.ts';

const MASK = '***';
/** What every secret needs: a parameter, user info, a scheme of credentials, or one of them encoded. */
const HINT = /[=@%\\]|bearer|basic/i;

/**
 * The text with its secrets put as `***`: user info in URLs, the values of secret query parameters, and Bearer and
 * Basic credentials, also where they are percent-encoded, once or more often. Takes linear time, and changes nothing
 * in a text that it has masked. In doubt it masks too much.
 *
 * User info comes first, because a password may look like a parameter; and again at the end, because with a value gone
 * what is left may read as user info.
 */
export function maskSecrets(text: string): string {
  if (!HINT.test(text)) return text;
  const withoutUserInfo = mask(new DecodedText(text), userInfoRanges);
  const withoutValues = mask(withoutUserInfo, secretValueRanges);
  return withoutValues === withoutUserInfo ? withoutUserInfo.text : mask(withoutValues, userInfoRanges).text;
}

function mask(decoded: DecodedText, rangesOf: (decoded: DecodedText) => TextRange[]): DecodedText {
  const masked = replaceRanges(decoded.text, rangesOf(decoded), MASK);
  return masked === decoded.text ? decoded : new DecodedText(masked);
}
