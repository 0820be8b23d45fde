import {code, codeBlock, codeCell} from '../../../format/markdown-inert.ts';
import type {ComparisonDocument} from '../documents/comparison.ts';
import {passedOverSentence} from '../documents/passed-over.ts';
import {parityShare} from '../parity-share.ts';
import {patternText} from '../pattern-text.ts';
import {grouped, tally} from '../tally.ts';
import {noRecordsSentence, parityText, waiverFault, waiverName} from '../wording.ts';
import {fitting, moreText, table} from './room.ts';

/** In characters, for a sentence that has names in it. */
const MOST_TEXT = 1000;

/** The result of the comparison, in parts that never take up more than half of a comment. */
export function summaryParts(document: ComparisonDocument): string[] {
  return [
    `## lse report compare: ${document.summary.conclusion}`,
    code(document.verdict, MOST_TEXT),
    patternsPart(document),
    fixPart(document),
    countsOf(document),
    circumstances(document),
    resultsTable(document),
    waiversTable(document),
  ].filter((part) => part !== '');
}

function countsOf({control, candidate, summary, calibration}: ComparisonDocument): string {
  const {questions, matched, mismatched, waived, inconclusive, failed, unproven, empty} = summary;
  const unanswered = `${failed} without an answer, ${unproven} unproven, ${empty} without records on either side`;
  return [
    `- Control: ${code(`${control.kind} ${control.location}`)}`,
    `- Candidate: ${code(`${candidate.kind} ${candidate.location}`)}`,
    `- Parity: ${parityText(summary)}`,
    `- Questions: ${questions}: ${matched} matched, ${mismatched} mismatched (${waived} waived), ${inconclusive} inconclusive (${unanswered})`,
    `- Distinct records: control ${summary.controlDistinctRecords}, candidate ${summary.candidateDistinctRecords}`,
    `- Records behind the questions: control ${summary.controlRecords}, candidate ${summary.candidateRecords}`,
    `- Unexplained differences: ${summary.unexplained}`,
    ...(calibration === null
      ? []
      : [
          `- Control against itself: ${calibration.questions - calibration.noisy.length} of ${calibration.questions} questions answered the same twice`,
        ]),
  ].join('\n');
}

/** The records that explain the mismatches, grouped by how they differ. */
function patternsPart({patterns}: ComparisonDocument): string {
  if (patterns.length === 0) return '';
  const items = patterns.map((pattern) => {
    const {head, notes, example} = patternText(pattern);
    return [`- ${code(head, MOST_TEXT)}`, ...[...notes, example].map((note) => `  - ${code(note, MOST_TEXT)}`)].join(
      '\n',
    );
  });
  const {shown, left} = fitting(items, {most: 10, room: 8000});
  return ['**What the records have in common**', shown.join('\n'), moreText(left, 'pattern')]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** Commands hold names of projects, so they are data, too. */
function fixPart({fix}: ComparisonDocument): string {
  if (fix === null) return '';
  const commands = fix.commands.length === 0 ? [] : [codeBlock(fix.commands.join('\n'), 'sh')];
  return ['**What to do**', fix.text, ...commands].join('\n\n');
}

function circumstances({failures, changes, passedOver, summary}: ComparisonDocument): string {
  const {withoutRecords} = summary;
  if (failures.length + changes.length + passedOver.length + withoutRecords.length === 0) return '';
  const {shown, left} = fitting(
    [
      ...failures.map(({side, error}) => `- ${side} could not say what it holds: ${code(error)}`),
      ...changes.map(({side, path, change}) => `- ${change} during the comparison, on ${side}: ${code(path)}`),
      ...withoutRecords.map((project) => `- ${code(noRecordsSentence(project))}`),
      ...passedOver.map((each) => `- ${code(passedOverSentence(each))}`),
    ],
    {most: 20, room: 6000},
  );
  return ['**Besides the questions**', shown.join('\n'), moreText(left, 'line')]
    .filter((part) => part !== '')
    .join('\n\n');
}

function resultsTable({results}: ComparisonDocument): string {
  const groups = [...grouped(results, ({report, project}) => JSON.stringify([project, report])).values()];
  const rows = groups.map((group) => {
    const [{report, project}] = group as [ComparisonDocument['results'][number]];
    const {matched, mismatched, waived, inconclusive, parity} = tally(group);
    return [
      report,
      project === null ? '(all projects)' : codeCell(project),
      String(matched),
      String(mismatched - waived),
      String(waived),
      String(inconclusive),
      `${parityShare(parity)} (${matched} of ${matched + mismatched})`,
    ];
  });
  const head = ['Report', 'Project', 'Matched', 'Different', 'Waived', 'Inconclusive', 'Parity'];
  return table(head, rows, {noun: 'row', most: 100, room: 12_000});
}

/** The waivers that need a change come first. */
function waiversTable({waivers}: ComparisonDocument): string {
  const isBroken = waivers.map((waiver) => waiverFault(waiver) !== '');
  const rows = [...waivers.filter((_, at) => isBroken[at]), ...waivers.filter((_, at) => !isBroken[at])].map(
    (waiver) => [
      waiver.status,
      codeCell(waiverName(waiver)),
      String(waiver.largest),
      codeCell(waiver.expires),
      codeCell(waiver.owner),
      codeCell(waiver.reason),
    ],
  );
  const head = ['Waiver', 'For', 'Up to', 'Until', 'Owner', 'Reason'];
  return table(head, rows, {noun: 'waiver', most: 20, room: 8000});
}
