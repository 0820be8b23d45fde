import {counted} from '../count.ts';
import type {ComparisonDocument, ExplanationDocument, ResultDocument, WaiverDocument} from '../documents/comparison.ts';
import {causeSentence, questionName, reasonSentence} from '../wording.ts';
import {outputDiff} from './diff.ts';
import {differencesTable} from './difference.ts';
import {type Markup, markup} from './markup.ts';
import {recordsTable} from './record.ts';
import type {OpenResults} from './shown-results.ts';
import {badge, resultId, stateOf} from './state.ts';
import {capitalised, data, moreText} from './value.ts';

/** In characters. A browser cannot show a page of many times more. */
const ROOM = 5_000_000;

/** The questions without a match, the gravest and most recent first, and in full as long as there is room. */
export function resultSections({results, waivers}: ComparisonDocument, {shown, left}: OpenResults): Markup {
  let room = ROOM;
  const sections = shown.map(({result, at}) => {
    const full = details(result, resultId(at));
    const isRoom = full.text.length <= room;
    if (isRoom) room -= full.text.length;
    return resultSection(result, resultId(at), waivers, isRoom ? full : leftOut(result));
  });
  return markup`<section aria-labelledby="differences">
<h2 id="differences">Questions without a match</h2>
<p class="note">${shown.length + left} of ${counted(results.length, 'question')}, the gravest and most recent first.</p>
${sections}${left > 0 ? markup`<p class="note">${moreText(left, 'question')}</p>\n` : ''}</section>
`;
}

function resultSection(result: ResultDocument, id: string, waivers: readonly WaiverDocument[], rest: Markup): Markup {
  const {reason, explanation} = result;
  return markup`<section class="result" id="${id}">
<h3><bdi>${questionName(result)}</bdi> ${badge(stateOf(result))}</h3>
<p>${reason === 'failed' ? failureText(result) : capitalised(reasonSentence(result))}</p>
${result.waiver === null ? '' : waiverText(waivers[result.waiver], result.waiver)}${explanation === null ? '' : causeText(explanation)}${rest}<p class="back"><a href="#map">Back to the map</a></p>
</section>
`;
}

function causeText(explanation: ExplanationDocument): Markup {
  const {unexplained, differences} = explanation;
  const fault = markup`<p class="fault">${unexplained} of ${counted(differences.length, 'difference')} not explained by any record.</p>
`;
  return markup`<p>${causeSentence(explanation)}</p>
${unexplained > 0 && differences.length > 0 ? fault : ''}`;
}

function failureText({control, candidate}: ResultDocument): Markup {
  const sides = [
    {side: 'Control', error: control.error},
    {side: 'Candidate', error: candidate.error},
  ];
  return markup`${sides
    .filter(({error}) => error !== null)
    .map(({side, error}) => markup`${side} could not answer: ${data(error)} `)}`;
}

function waiverText(waiver: WaiverDocument | undefined, at: number): Markup {
  if (waiver === undefined) return markup``;
  const {owner, expires, reason} = waiver;
  return markup`<p>Waived by ${data(owner)} until ${expires}: ${data(reason)} (<a href="#waiver-${at + 1}">waiver ${at + 1}</a>)</p>
`;
}

function details({explanation, outputs}: ResultDocument, id: string): Markup {
  const tables = explanation === null ? '' : [differencesTable(explanation, id), recordsTable(explanation.records, id)];
  return markup`${tables}${outputs.map(outputDiff)}`;
}

function leftOut({explanation, outputs}: ResultDocument): Markup {
  const left = [
    counted(explanation?.differences.length ?? 0, 'difference'),
    counted(explanation?.records.length ?? 0, 'record'),
    counted(outputs.length, 'diff'),
  ].join(', ');
  return markup`<p class="note">Left out here for the length of the page: ${left}; all of them are in the output of --format json.</p>
`;
}
