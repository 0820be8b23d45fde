import type {ComparisonDocument} from '../documents/comparison.ts';
import {circumstances} from './circumstances.ts';
import {heatMap} from './heat-map.ts';
import {latencySection} from './latency.ts';
import {type Markup, markup} from './markup.ts';
import {patternSections} from './pattern.ts';
import {resultSections} from './result.ts';
import {style} from './style.ts';
import {banner, numbers} from './summary.ts';

/** The comparison as one page for a browser, which needs nothing else and runs nothing. */
export function formatHtml(document: ComparisonDocument): string {
  const {control, candidate, summary} = document;
  const sides = `${control.kind} ${control.location} and ${candidate.kind} ${candidate.location}`;
  return markup`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>lse report compare: ${summary.conclusion}, ${sides}</title>
${style}
</head>
<body>
<main>
${banner(document)}${contents(document)}${patternSections(document)}${numbers(document)}${heatMap(document)}${latencySection(document)}${resultSections(document)}${circumstances(document)}</main>
</body>
</html>
`.text;
}

function contents({results, waivers, changes, failures, patterns, fix}: ComparisonDocument): Markup {
  const open = results.filter(({verdict}) => verdict !== 'matched').length;
  const entries: readonly (readonly [id: string, name: string])[] = [
    ...(patterns.length === 0 ? [] : [['patterns', `In common (${patterns.length})`] as const]),
    ...(fix === null ? [] : [['fix', 'What to do'] as const]),
    ['summary', 'Summary'],
    ['map', 'By project and date'],
    ['latency', 'Latency'],
    ['differences', `Without a match (${open})`],
    ['waivers', `Waivers (${waivers.length})`],
    ['changes', `Changed files (${changes.length})`],
    ['failures', `Failed sides (${failures.length})`],
  ];
  return markup`<nav aria-label="Contents"><ul>
${entries.map(([id, name]) => markup`<li><a href="#${id}">${name}</a></li>\n`)}</ul></nav>
`;
}
