import {describe, expect, it} from '@jest/globals';
import {fuzz, properties} from './properties.ts';

/** In all; `npm run soak` gives a million. */
const INPUTS = 20_000;
const seed = Number(process.env.LSE_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));
const shares = properties.reduce((sum, {share}) => sum + share, 0);

describe(`what reads what others wrote (LSE_TEST_SEED=${seed})`, () => {
  it.each(properties.map((each) => [each.name, each] as const))('%s', async (_, each) => {
    const inputs = Math.ceil((INPUTS * each.share) / shares);
    const [result] = await fuzz([each], {inputs, seed, milliseconds: 50_000});
    expect(result).toMatchObject({failure: null});
  });
});
