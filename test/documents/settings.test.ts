import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {describe, expect, it} from '@jest/globals';
import {describeSettings} from '../../src/cli/settings.ts';

const page = readFileSync(fileURLToPath(new URL('../../docs/settings.md', import.meta.url)), 'utf8');

describe('docs/settings.md', () => {
  it('has every setting with its default, and no other', () => {
    const rows = [...page.matchAll(/^\| `(LSE_[A-Z_]+)` \| [^|]*\| (?:`([^`]*)`)?[^|]*\|/gm)];
    const documented = rows.map(([, variable, fallback]) => [variable, fallback]).sort();
    const known = describeSettings({}, {}, {}).map(({variable, text}) => [variable, text]);
    expect(documented).toEqual([...known, ['LSE_DEBUG', undefined]].sort());
  });
});
