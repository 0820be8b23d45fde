import {describe, expect, it} from '@jest/globals';
import {ParquetReader} from '../../../src/imports/formats/parquet/parquet-reader.ts';
import {fixture, givenOf, jsonOf, runOf, skipsOf, textOf} from './source-bytes.ts';

const TENANT = 'tenant_id=5e3b4eca-0000-4000-8000-000000000001';
const FIRST = `exports/export_id=01994aab-d800-7000-8000-000000000001/${TENANT}`;
const SECOND = `exports/export_id=01994fd2-3400-7000-8000-000000000002/${TENANT}`;
const PROJECT = 'b5f0e6a0-0000-4000-8000-000000000001';
const OTHER_PROJECT = 'b5f0e6a0-0000-4000-8000-000000000002';

const ofAll29 = `${FIRST}/session_id=${PROJECT}/runs/year=2025/month=09/day=13/runs-0.parquet`;
const ofOtherTypes = `${SECOND}/session_id=${PROJECT}/resource=runs/year=2025/month=9/day=13/runs.parquet`;
const ofFewColumns = `${SECOND}/session_id=${OTHER_PROJECT}/resource=runs/year=2025/month=9/day=14/runs.parquet`;
const ofDuckDb = `cloud/export_id=3b6a27bc-0000-4000-8000-000000000003/${TENANT}/session_id=b5f0e6a0-0000-4000-8000-000000000003/resource=runs/year=2025/month=9/day=14/runs.parquet`;
const ofNoRows = `${SECOND}/session_id=${OTHER_PROJECT}/resource=runs/year=2025/month=9/day=15/runs.parquet`;

describe('a bulk export in Parquet', () => {
  it('is read a run a row, through row groups, with all 29 columns and every digit', async () => {
    const [root, scraper, model, ...rest] = await jsonOf(fixture(ofAll29));
    expect(rest).toEqual([]);
    expect(root).toBe(
      '{"id":"0e01bf50-0001-4000-8000-000000000000","tenant_id":"5e3b4eca-0000-4000-8000-000000000001",' +
        '"session_id":"b5f0e6a0-0000-4000-8000-000000000001","trace_id":"0e01bf50-0001-4000-8000-000000000000",' +
        '"parent_run_id":null,"parent_run_ids":[],"reference_example_id":null,"name":"agent","run_type":"chain",' +
        '"start_time":"2025-09-13T10:00:00.000000000Z","end_time":"2025-09-13T10:00:09.876543211Z","status":"success",' +
        '"is_root":true,"dotted_order":"20250913T100000000000Z0e01bf50-0001-4000-8000-000000000000","trace_tier":"shortlived",' +
        '"inputs":{"crypto_symbol": "btc", "amount": 0.1000000000000000055},"outputs":{"answer": "🚀 to the moon"},"error":null,' +
        '"extra":{"metadata": {"ls_provider": "openai", "ls_model_name": "gpt-4o"}, "runtime": {"sdk": "langsmith-py"}},' +
        '"events":[],"tags":["production", "seq:step:1"],"feedback_stats":{"correctness": {"n": 1, "avg": 1.0}},' +
        '"total_tokens":null,"prompt_tokens":null,"completion_tokens":null,"total_cost":null,"prompt_cost":null,' +
        '"completion_cost":null,"first_token_time":null}',
    );
    expect(scraper).toContain('"start_time":"2025-09-13T10:00:01.234567891Z"');
    expect(scraper).toContain('"error":"HTTPError(\'422 Client Error');
    expect(model).toContain('"total_tokens":9007199254740993,"prompt_tokens":100,"completion_tokens":20');
    expect(model).toContain('"total_cost":0.30000000000000004,"prompt_cost":1e-7,"completion_cost":0,');
    expect(model).toContain('"first_token_time":"2025-09-13T10:00:03.500000001Z"');
  });

  it('leaves a text within inputs what it is, although it looks like JSON', async () => {
    const [, scraper] = await jsonOf(fixture(ofAll29));
    expect(scraper).toContain('"inputs":{"input": "{\\"url\\": \\"https://example.org/page\\"}"},"outputs":null');
  });

  it('reads UUIDs of 16 bytes, lists, decimals and the units of time', async () => {
    expect(await jsonOf(fixture(ofOtherTypes))).toEqual([
      '{"id":"0e01bf50-0001-4000-8000-000000000001","trace_id":"0e01bf50-0001-4000-8000-000000000000",' +
        '"parent_run_id":"0e01bf50-0001-4000-8000-000000000000","parent_run_ids":["0e01bf50-0001-4000-8000-000000000000"],' +
        '"name":"zenrows_scraper","run_type":"tool","start_time":"2025-09-13T10:00:01.234567Z","end_time":"2025-09-13T10:00:02.000Z",' +
        '"status":"success","error":null,"inputs":{"url": "https://example.org/page"},"tags":["retried",""],' +
        '"total_cost":1234.567890123456789012,"region":"{\\"not\\": \\"decoded\\"}"}',
      '{"id":"0e01bf50-0002-4000-8000-000000000000","trace_id":"0e01bf50-0002-4000-8000-000000000000","parent_run_id":null,' +
        '"parent_run_ids":[],"name":"zenrows_scraper","run_type":"tool","start_time":"2025-09-13T23:59:59.999999Z","end_time":null,' +
        '"status":"pending","error":"","inputs":{"crypto_symbol": "eth"},"tags":null,"total_cost":-0.000000000000000001,"region":null}',
    ]);
  });

  it('takes quotes off ids, and decodes again what was encoded twice', async () => {
    expect(await jsonOf(fixture(ofFewColumns))).toEqual([
      '{"id":"0e01bf50-0003-4000-8000-000000000000","trace_id":"0e01bf50-0003-4000-8000-000000000000","name":"zenrows_scraper",' +
        '"status":"error","start_time":"2025-09-14T08:00:00.123456","inputs":{"crypto_symbol":"sol","input":"https://example.org/"},' +
        '"extra":"a plain text","tags":["twice"]}',
      '{"id":"0e01bf50-0003-4000-8000-000000000001","trace_id":"0e01bf50-0003-4000-8000-000000000000","name":"parse",' +
        '"status":"success","start_time":null,"inputs":"not JSON","extra":null,"tags":"[1"}',
    ]);
  });

  it('reads zstandard, structs, maps and what else DuckDB writes', async () => {
    const [whole, empty, partly] = await jsonOf(fixture(ofDuckDb));
    expect(whole).toContain(
      '"start_time":"2025-09-14T12:00:00.000000001Z","end_time":"2025-09-14T12:00:01.500000Z",' +
        '"inputs":{"crypto_symbol":"ada","input_data":{"page":3,"price":12.50,"at":"2025-09-14"}},' +
        '"events":[{"name":"new_token","at":"12:00:00.250000"},{"name":null,"at":null}],"counts":{"__proto__":1,"b":null},' +
        '"tags":["a",null,""],"total_tokens":9007199254740993,"largest":18446744073709551615,"score":0.1,"rate":"NaN",' +
        '"digest":"AP8=","is_root":true}',
    );
    expect(empty).toContain('"inputs":null,"events":[],"counts":{},"tags":[],"total_tokens":null');
    expect(partly).toContain(
      '"inputs":{"crypto_symbol":null,"input_data":null},"events":null,"counts":null,"tags":null,"total_tokens":-1,"largest":0,' +
        '"score":-0,"rate":-0,"digest":"","is_root":false}',
    );
  });

  it('has nothing in a file without rows', async () => {
    expect(await givenOf(fixture(ofNoRows))).toEqual([]);
  });

  it('says where a run stands, of which project it is, and when it was exported', async () => {
    const [, , third] = await givenOf(fixture(ofAll29));
    expect(runOf(third).place).toEqual({file: ofAll29, line: 3});
    expect(runOf(third).part).toBe('whole');
    expect(runOf(third).around).toEqual({
      runId: null,
      traceId: null,
      startTime: null,
      projectName: null,
      projectId: PROJECT,
      extractedAt: '2025-09-15T00:00:00.000Z',
      extractedBy: 'export',
      metadata: null,
      derived: {},
    });
  });

  it('takes the project from the directory where there is no column', async () => {
    const [first] = await givenOf(fixture(ofFewColumns));
    expect(runOf(first).around.projectId).toBe(OTHER_PROJECT);
    expect(runOf(first).around.extractedAt).toBe('2025-09-16T00:00:00.000Z');
  });

  it('takes the time of the file where nothing says when it was exported', async () => {
    const [first] = await givenOf(fixture(ofDuckDb));
    expect(runOf(first).around).toMatchObject({
      projectId: 'b5f0e6a0-0000-4000-8000-000000000003',
      extractedAt: '2025-10-01T00:00:00.000Z',
      extractedBy: 'file',
    });
  });

  it('takes the time that the user says before any other', async () => {
    const file = fixture(ofAll29);
    for await (const given of new ParquetReader('2025-12-01T00:00:00Z').read(file)) {
      expect(runOf(given).around).toMatchObject({extractedAt: '2025-12-01T00:00:00Z', extractedBy: 'export'});
    }
    expect.assertions(3);
  });

  it('is the same when it is read again', async () => {
    const file = fixture(ofAll29);
    expect((await givenOf(file)).map(textOf)).toEqual((await givenOf(file)).map(textOf));
  });
});

describe('a file that is no bulk export, or no whole one', () => {
  it.each([
    [
      'cut',
      'does not end as a Parquet file does, so that it was cut; copy the file out of its bucket again, or export it again',
    ],
    ['encrypted', 'is encrypted; decrypt it first'],
    [
      'no-id',
      'has no column "id", but "run", "status", so that it is no bulk export of runs; export it with the field "id"',
    ],
    [
      'no-status',
      'has neither a column "status" nor "error", so that no run in it could be told to have failed; export it with both of these fields',
    ],
  ])('is one skip that says what to do: %s', async (name, reason) => {
    expect(skipsOf(await givenOf(fixture(`faulty/${name}.parquet`)))).toEqual([[null, reason]]);
  });
});
