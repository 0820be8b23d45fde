import type {ComparisonDocument} from './documents/comparison.ts';

export const formatNames = ['text', 'json', 'junit', 'html', 'markdown'] as const;

export type FormatName = (typeof formatNames)[number];

interface FormatOptions {
  readonly colour: boolean;
  readonly allowWaivers: boolean;
}

/** A comparison in one of its formats. Each is imported when it is asked for, with the library that it needs. */
export async function formatComparison(
  name: FormatName,
  document: ComparisonDocument,
  options: FormatOptions,
): Promise<string> {
  switch (name) {
    case 'text':
      return (await import('./text/text.ts')).formatText(document, options);
    case 'json':
      return `${JSON.stringify(document, null, 2)}\n`;
    case 'junit':
      return (await import('./junit/junit.ts')).formatJunit(document, options);
    case 'html':
      return (await import('./html/html.ts')).formatHtml(document);
    case 'markdown':
      return (await import('./markdown/markdown.ts')).formatMarkdown(document);
  }
}
