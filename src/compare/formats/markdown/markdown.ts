import {code} from '../../../format/markdown-inert.ts';
import type {ComparisonDocument, ResultDocument} from '../documents/comparison.ts';
import {byWeight, questionName, resultWord} from '../wording.ts';
import {briefResultBlock, resultBlock} from './result.ts';
import {fitting, moreText} from './room.ts';
import {summaryParts} from './summary.ts';

/** GitHub refuses a comment of more than 65,536 characters. */
const MOST = 60_000;
/** For the end, which says what is left out. */
const RESERVED = 4000;

/**
 * The comparison as a comment on a pull request of GitHub: its result, and each question without a match. All
 * of these are named before any is told in full, so that a long one does not drive others out.
 */
export function formatMarkdown(document: ComparisonDocument): string {
  const {waivers} = document;
  const summary = summaryParts(document);
  const results = byWeight(document.results.filter(({verdict}) => verdict !== 'matched'));
  const briefs = results.map((result) => briefResultBlock(result, waivers));
  const limits = {most: briefs.length, room: MOST - RESERVED - lengthOf(summary), between: 2};
  const {shown, used} = fitting(briefs, limits);
  let room = limits.room - used;
  const blocks = shown.map((brief, at) => {
    const full = resultBlock(results[at] as ResultDocument, waivers);
    if (full.length - brief.length > room) return brief;
    room -= full.length - brief.length;
    return full;
  });
  const left = results.slice(shown.length);
  return `${[...summary, ...blocks, ...leftOutText(left, results.length)].join('\n\n')}\n`;
}

function lengthOf(parts: readonly string[]): number {
  return parts.reduce((sum, {length}) => sum + length + 2, 0);
}

function leftOutText(left: readonly ResultDocument[], all: number): string[] {
  if (left.length === 0) return [];
  const names = left.map((result) => `- ${resultWord(result)}: ${code(questionName(result))}`);
  const {shown, left: unnamed} = fitting(names, {most: 20, room: RESERVED - 600});
  const counts = ['mismatched', 'inconclusive', 'waived']
    .map((word) => ({word, count: left.filter((result) => resultWord(result) === word).length}))
    .filter(({count}) => count > 0)
    .map(({word, count}) => `${count} ${word}`);
  return [
    `**Left out**, because GitHub takes no longer comment: ${left.length} of the ${all} questions without a match (${counts.join(', ')}). All of it is in the output of \`lse report compare\` with \`--format json\`.`,
    shown.join('\n'),
    moreText(unnamed, 'question'),
  ].filter((part) => part !== '');
}
