import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {parseJson} from '../../src/core/json/parse.ts';
import {compactJson, sortKeys} from '../../src/core/json/print.ts';
import {maskSecrets, maskValue} from '../../src/format/masking.ts';
import {formatDetailJson} from '../../src/format/zenrows-detail-json.ts';
import {formatDetailText} from '../../src/format/zenrows-detail-text.ts';
import {detailModel} from '../format/detail-model.ts';
import {AMBIGUOUS_NAMES, CLEAR_NAMES, KNOWN_EXAMPLES, ORDINARY_TEXTS} from '../format/secret-shapes.ts';
import {compactJson as oracleJson, withSortedKeys} from '../oracle/json-printer.ts';
import {readJson} from '../oracle/json-reader.ts';
import {maskText, maskValue as oracleValue} from '../oracle/masking.ts';
import {ordinaryRun} from './ordinary-text-arbitrary.ts';
import {nestings, plantedSecret, pythonRepr} from './secret-arbitrary.ts';

/** How many texts are generated; `LSE_TEST_TEXTS=1000000 npm test -- properties/masking` is the long run. */
const TEXTS = Number(process.env.LSE_TEST_TEXTS ?? 6000);
const numRuns = {numRuns: TEXTS};

/** Both formats of a report with one failing run. */
function reports(run: {readonly error: unknown; readonly targetUrl?: string; readonly time?: string}, mask: boolean) {
  const json = JSON.stringify({id: 'r', error: run.error, start_time: run.time, url: run.targetUrl});
  const report = detailModel([['BTC', [['t', [json]]]]]);
  return {text: formatDetailText(report, {mask}), json: formatDetailJson(report, {mask})};
}

describe('a secret that was put into a run', () => {
  test('is in no report, and masked no further, whatever its shape, its name and what it is nested in', () => {
    fc.assert(
      fc.property(plantedSecret, ({text, secret}) => {
        const once = maskSecrets(text);
        const {text: lines, json} = reports({error: text, targetUrl: text, time: text}, true);
        if (lines.includes(secret) || json.includes(secret)) throw new Error(`${secret} is left of ${text}: ${once}`);
        const twice = maskSecrets(once);
        if (twice !== once) throw new Error(`masked again, ${text}: ${once}: ${twice}`);
      }),
      numRuns,
    );
  });

  test('is found where the oracle finds it', () => {
    fc.assert(
      fc.property(plantedSecret, ({text}) => {
        // Where a value without quotes ends in an encoded text that is no URL, two honest readings differ.
        fc.pre(!text.includes('%'));
        if (maskSecrets(text) !== maskText(text))
          throw new Error(`${text}: ${maskSecrets(text)}: oracle: ${maskText(text)}`);
      }),
      numRuns,
    );
  });

  test.each(KNOWN_EXAMPLES)('is known by its form in every nesting: %s', (_name, example) => {
    for (const nest of Object.values(nestings)) {
      const text = nest(`of ${example}`);
      expect(maskSecrets(text)).not.toContain(example.slice(-24, -4));
      expect(maskText(text)).toBe(maskSecrets(text));
    }
  });
});

describe('a secret that was stored under a key', () => {
  const leaf = fc.constantFrom<unknown>('Q7LEAK9xZ', 71982, ['Q7LEAK9xZ'], {a: {b: 'Q7LEAK9xZ'}, c: [71982]});
  const key = fc.constantFrom(...CLEAR_NAMES, ...AMBIGUOUS_NAMES, 'Authorization', 'Cookie', 'set-cookie');
  const secretMember = fc.tuple(key, leaf).map(([name, value]): unknown => ({[name]: value, b: 1, n: null}));
  const value = fc
    .tuple(secretMember, fc.array(fc.constantFrom('list', 'member', 'text', 'repr'), {maxLength: 4}))
    .map(([member, around]) =>
      around.reduce((inner: unknown, kind) => {
        if (kind === 'list') return [1, inner];
        if (kind === 'member') return {request: inner, ok: true};
        return kind === 'text' ? JSON.stringify(inner) : {input: pythonRepr(JSON.stringify(inner))};
      }, member),
    );

  test('is in no report, and hidden as the oracle hides it', () => {
    fc.assert(
      fc.property(value, (error) => {
        const {text, json} = reports({error}, true);
        for (const printed of [text, json]) expect(printed).not.toMatch(/LEAK|71982/);
        const stored = JSON.stringify(error);
        expect(compactJson(sortKeys(maskValue(parseJson(stored).value)))).toBe(
          oracleJson(withSortedKeys(oracleValue(readJson(stored)))),
        );
      }),
      {numRuns: TEXTS / 4},
    );
  });
});

describe('an ordinary run', () => {
  test('is printed as it is', () => {
    fc.assert(
      fc.property(ordinaryRun, (run) => {
        const [masked, open] = [reports(run, true), reports(run, false)];
        if (masked.json !== open.json || masked.text !== open.text)
          throw new Error(`${maskSecrets(run.error)} ${maskSecrets(run.targetUrl)}`);
        if (maskText(run.error) !== run.error || maskText(run.targetUrl) !== run.targetUrl)
          throw new Error(`the oracle: ${maskText(run.error)} ${maskText(run.targetUrl)}`);
      }),
      numRuns,
    );
  });

  test.each(ORDINARY_TEXTS)('may hold, in every nesting, %s', (text) => {
    for (const nest of Object.values(nestings)) {
      expect(maskSecrets(nest(text))).toBe(nest(text));
      expect(maskText(nest(text))).toBe(nest(text));
    }
  });
});
