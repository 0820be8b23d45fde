import {resolve} from 'node:path';
import {type FormatName, formatNames} from '../compare/formats/format.ts';
import {UsageError} from '../core/errors.ts';
import {type WriteOutput, withOutput} from './output-file.ts';
import {pathFault} from './path-text.ts';

/** A place for a comparison, and how it is written there. */
export interface ComparisonOutput {
  readonly format: FormatName;
  readonly write: WriteOutput;
  readonly colour: boolean;
}

export interface FurtherOutput {
  readonly format: FormatName;
  readonly path: string;
}

/** @throws UsageError for what is not `FORMAT=FILE`, and for a file that is named twice, or by `--output` */
export function parseFurtherOutputs(texts: readonly string[], output?: string): FurtherOutput[] {
  const outputs = texts.map((text): FurtherOutput => {
    const at = text.indexOf('=');
    const format = formatNames.find((name) => name === text.slice(0, at));
    const path = text.slice(at + 1);
    if (format === undefined || at === -1 || path === '' || pathFault(path) !== null) {
      throw new UsageError(
        `An --also is not FORMAT=FILE, with one of these formats: ${formatNames.join(', ')}.`,
        'Write it as: lse report compare --also html=parity.html',
      );
    }
    return {format, path};
  });
  const paths = [...(output === undefined ? [] : [output]), ...outputs.map(({path}) => path)].map((path) =>
    resolve(path),
  );
  if (new Set(paths).size === paths.length) return outputs;
  throw new UsageError('Two outputs name the same file.', 'Name another file for each --also and --output.');
}

/** Runs `work` with a place for each of them, as `withOutput` gives one. */
export async function withFurtherOutputs<T>(
  outputs: readonly FurtherOutput[],
  work: (places: readonly ComparisonOutput[]) => Promise<T>,
): Promise<T> {
  const [first, ...rest] = outputs;
  if (first === undefined) return work([]);
  return withOutput(first.path, (write) =>
    withFurtherOutputs(rest, (places) => work([{format: first.format, write, colour: false}, ...places])),
  );
}
