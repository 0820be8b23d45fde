import type {Details} from './details.ts';
import type {ComparisonDocument} from './documents/comparison.ts';
import type {Look} from './text/print.ts';

export const formatNames = ['text', 'json', 'junit', 'html', 'markdown'] as const;

export type FormatName = (typeof formatNames)[number];

/** The format for each ending of a file name. */
export const formatEndings: Readonly<Record<string, FormatName>> = {
  '.txt': 'text',
  '.json': 'json',
  '.xml': 'junit',
  '.html': 'html',
  '.md': 'markdown',
};

/** Whether a format shows by line how the outputs differ. */
export function showsOutputs(name: FormatName): boolean {
  return name !== 'text' && name !== 'junit';
}

interface FormatOptions extends Look {
  readonly allowWaivers: boolean;
  /** For how many questions the text says everything; by default a few. */
  readonly details?: Details;
}

/** A comparison in one of its formats, a long one in pieces. Each format is imported when it is needed, with its library. */
export async function formatComparison(
  name: FormatName,
  document: ComparisonDocument,
  options: FormatOptions,
): Promise<string | Iterable<string>> {
  switch (name) {
    case 'text':
      return (await import('./text/text.ts')).formatText(document, options);
    case 'json':
      return jsonPieces(document);
    case 'junit':
      return (await import('./junit/junit.ts')).formatJunit(document, options);
    case 'html':
      return (await import('./html/html.ts')).formatHtml(document);
    case 'markdown':
      return (await import('./markdown/markdown.ts')).formatMarkdown(document);
  }
}

/** The results are the last member and most of the text: each is a piece of its own, made when its turn comes. */
function* jsonPieces({results, ...rest}: ComparisonDocument): Generator<string> {
  const [whole, end] = [JSON.stringify({...rest, results: []}, null, 2), ']\n}'];
  yield whole.slice(0, -end.length);
  for (const [at, result] of results.entries()) {
    // A line feed within a string is written as an escape.
    yield `${at === 0 ? '' : ','}\n    ${JSON.stringify(result, null, 2).replaceAll('\n', '\n    ')}`;
  }
  yield `${results.length === 0 ? '' : '\n  '}${end}\n`;
}
