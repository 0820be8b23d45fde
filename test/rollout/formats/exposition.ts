/** A sample of Prometheus' text format. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;

/**
 * Reads Prometheus' text format, version 0.0.4, and refuses what a collector of text files would: a metric without HELP and TYPE, or in
 * two places, a sample twice, an escape that there is not, a value that is no number, a missing line end.
 */
export function parseExposition(text: string): Sample[] {
  if (!text.endsWith('\n')) throw new Error('no line end at the end');
  const samples: Sample[] = [];
  const seen = new Set<string>();
  const metrics = new Set<string>();
  let metric: {name: string; typed: boolean; used: boolean} | null = null;
  const finish = (): void => {
    if (metric !== null && !metric.used) throw new Error(`${metric.name} has no sample`);
  };
  for (const line of text.split('\n').slice(0, -1)) {
    const [, help, helpText] = /^# HELP (\S+) (.*)$/.exec(line) ?? [];
    const [, typed, type] = /^# TYPE (\S+) (\S+)$/.exec(line) ?? [];
    if (help !== undefined) {
      finish();
      if (!NAME.test(help) || metrics.has(help)) throw new Error(`HELP of ${help} again, or no name`);
      if (/\\(?![\\n])/.test(helpText as string)) throw new Error(`an escape in the HELP of ${help}`);
      metrics.add(help);
      metric = {name: help, typed: false, used: false};
    } else if (typed !== undefined) {
      if (metric?.name !== typed || metric.typed) throw new Error(`TYPE of ${typed} in the wrong place`);
      if (!['gauge', 'counter', 'untyped'].includes(type as string)) throw new Error(`no type: ${type}`);
      metric.typed = true;
    } else {
      const sample = parseSample(line);
      if (metric?.name !== sample.name || !metric.typed) throw new Error(`a sample out of its place: ${line}`);
      const key = JSON.stringify([sample.name, Object.entries(sample.labels).sort()]);
      if (seen.has(key)) throw new Error(`a sample twice: ${line}`);
      seen.add(key);
      metric.used = true;
      samples.push(sample);
    }
  }
  finish();
  return samples;
}

function parseSample(line: string): Sample {
  const [start = '', name = ''] = /^([^{ ]+)/.exec(line) ?? [];
  if (!NAME.test(name)) throw new Error(`no name of a metric: ${line}`);
  let at = start.length;
  const labels: Record<string, string> = {};
  if (line[at] === '{') {
    at += 1;
    while (line[at] !== '}') {
      const [head, label = ''] = /^([a-zA-Z_][a-zA-Z0-9_]*)="/.exec(line.slice(at)) ?? [];
      if (head === undefined || label in labels) throw new Error(`no label, or one twice: ${line}`);
      at += head.length;
      let value = '';
      for (; line[at] !== '"'; at += 1) {
        if (at >= line.length) throw new Error(`a value without an end: ${line}`);
        if (line[at] !== '\\') value += line[at];
        else {
          at += 1;
          const found = {'\\': '\\', '"': '"', n: '\n'}[line[at] as string];
          if (found === undefined) throw new Error(`an unknown escape: ${line}`);
          value += found;
        }
      }
      at += 1;
      labels[label] = value;
      if (line[at] === ',') at += 1;
      else if (line[at] !== '}') throw new Error(`nothing between labels: ${line}`);
    }
    at += 1;
  }
  const number = /^ (-?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?)$/.exec(line.slice(at))?.[1];
  if (number === undefined) throw new Error(`no number: ${line}`);
  return {name, labels, value: Number(number)};
}
