import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {describe, expect, it} from '@jest/globals';
import fc from 'fast-check';
import {bucketOf, formatShare, isInShare, parseShare, WHOLE} from '../../../src/rollout/intent/share.ts';

const page = readFileSync(new URL('../../../docs/rollout-file.md', import.meta.url), 'utf8');

/** As the page says it, by integers without an end. */
function bucketByThePage(salt: string, project: string): number {
  const text = Buffer.concat([Buffer.from(salt), Buffer.from([0]), Buffer.from(project)]);
  const hex = createHash('sha256').update(text).digest('hex').slice(0, 12);
  return Number(BigInt(`0x${hex}`) % 10_000n);
}

const share = fc.integer({min: 0, max: WHOLE});
const salt = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/);
const project = fc.string({unit: 'binary', minLength: 1, maxLength: 40});

describe('the bucket of a project', () => {
  const rows = [...page.matchAll(/^\| `([\w-]+)` \| `(.+?)` \| ([\d,]+) \|$/gm)].map(
    ([, ...cells]) => cells as [string, string, string],
  );

  it('has published examples', () => {
    expect(rows.length).toBeGreaterThanOrEqual(6);
  });

  it.each(rows)('is what is published for the salt %s and the project %s', (of, name, bucket) => {
    expect(bucketOf(of, name)).toBe(Number(bucket.replace(',', '')));
  });

  it('is what the page says in words', () => {
    fc.assert(fc.property(salt, project, (of, name) => expect(bucketOf(of, name)).toBe(bucketByThePage(of, name))));
  });

  it('spreads projects evenly', () => {
    const buckets = Array.from({length: 4_000}, (_, at) => bucketOf('salt', `project-${at}`));
    const counts = [0, 1, 2, 3].map((quarter) => buckets.filter((of) => Math.floor(of / 2_500) === quarter).length);
    for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(120);
  });
});

describe('a share', () => {
  it('only adds when it is raised, and only takes away when it is lowered', () => {
    fc.assert(
      fc.property(share, share, salt, fc.array(project, {maxLength: 30}), (one, other, of, names) => {
        const taken = (size: number) => names.filter((name) => isInShare(size, of, name));
        const [less, more] = [taken(Math.min(one, other)), taken(Math.max(one, other))];
        expect(more).toEqual(expect.arrayContaining(less));
      }),
    );
  });

  it('takes nothing at 0 and everything at 100', () => {
    fc.assert(
      fc.property(salt, project, (of, name) => {
        expect(isInShare(0, of, name)).toBe(false);
        expect(isInShare(WHOLE, of, name)).toBe(true);
        expect(isInShare(WHOLE, null, name)).toBe(true);
      }),
    );
  });

  it('takes a project from the share above its bucket on', () => {
    fc.assert(
      fc.property(salt, project, (of, name) => {
        const bucket = bucketOf(of, name);
        expect([isInShare(bucket, of, name), isInShare(bucket + 1, of, name)]).toEqual([false, true]);
      }),
    );
  });

  it('is printed so that it is read again', () => {
    fc.assert(fc.property(share, (size) => expect(parseShare(formatShare(size))).toBe(size)));
    expect([0, 1, 230, 250, 1_000, WHOLE].map(formatShare)).toEqual(['0%', '0.01%', '2.3%', '2.5%', '10%', '100%']);
  });

  it.each(['', '5', '-1%', '1.234%', '100.01%', '1000%', '1e1%', '٥%', '5%%', ' 5%'])('is not %j', (text) => {
    expect(parseShare(text)).toBeNull();
  });
});
