import {expect, it} from '@jest/globals';
import {readContents, remarksOf, textsOf} from '../../support/givens.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const [ROOT, CHILD] = ['b7ad6b7169203331', '00f067aa0ba902b7'];

/** One message of OTLP's JSON with one span. */
const message = (spanId: string, parentSpanId?: string): string =>
  JSON.stringify({
    resourceSpans: [
      {
        scopeSpans: [
          {
            spans: [
              {
                traceId: TRACE,
                spanId,
                ...(parentSpanId === undefined ? {} : {parentSpanId}),
                name: 'a',
                startTimeUnixNano: '1757757600000000001',
                endTimeUnixNano: '1757757601000000001',
              },
            ],
          },
        ],
      },
    ],
  });

it('a span finds the first one of its trace, which is written behind it', async () => {
  const trace = '0af76519-16cd-43dd-8448-eb211c80319c';
  for (const text of [`${message(CHILD, ROOT)}\n${message(ROOT)}\n`, `[${message(CHILD, ROOT)}, ${message(ROOT)}]`]) {
    const read = await readContents({'spans.jsonl': text});
    const runs = textsOf(read).map((run) => JSON.parse(run) as {id: string; trace_id: string; parent_run_id?: string});
    expect(runs.map((run) => [run.trace_id, run.parent_run_id ?? null])).toEqual([
      [trace, trace],
      [trace, null],
    ]);
    expect(runs[1]?.id).toBe(trace);
    expect(read.formats).toEqual({otlp: 1});
    expect(remarksOf(read)).toEqual([]);
  }
});
