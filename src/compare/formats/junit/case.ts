import type {ComparisonDocument, ResultDocument, WaiverDocument} from '../documents/comparison.ts';
import {passedOverSentence} from '../documents/passed-over.ts';
import {explanationLines} from '../text/explanation.ts';
import {causeSentence, noRecordsSentence, questionName, reasonSentence, waiverFault, waiverName} from '../wording.ts';

/** A test as JUnit sees it, before it is XML. */
export interface JunitCase {
  readonly name: string;
  readonly milliseconds: number;
  /** Null for a test that passed and has nothing to say. */
  readonly outcome: JunitOutcome | null;
}

export interface JunitOutcome {
  readonly element: 'failure' | 'error' | 'skipped' | 'system-out';
  readonly type: string | null;
  readonly message: string | null;
  /** Several lines for a person. */
  readonly text: string;
}

/** A question is one test. The suite says which report, so the name need not. */
export function resultCase(
  result: ResultDocument,
  waivers: readonly WaiverDocument[],
  allowWaivers: boolean,
): JunitCase {
  const {report, control, candidate} = result;
  return {
    name: questionName(result).slice(report.length + 1),
    // Both sides are asked at once.
    milliseconds: Math.max(control.milliseconds, candidate.milliseconds),
    outcome: resultOutcome(result, waivers, allowWaivers),
  };
}

function resultOutcome(
  result: ResultDocument,
  waivers: readonly WaiverDocument[],
  allowWaivers: boolean,
): JunitOutcome | null {
  const {verdict, reason, explanation} = result;
  const message = reasonSentence(result);
  if (verdict === 'matched') return null;
  if (reason === 'empty') {
    return {element: 'skipped', type: null, message: 'neither side has a record', text: ''};
  }
  if (verdict === 'inconclusive') return {element: 'error', type: reason, message, text: message};
  if (explanation !== null && explanation.error !== null) {
    return {element: 'error', type: 'unexplained', message: causeSentence(explanation), text: message};
  }
  const type = reason === 'one-sided' ? 'one-sided' : 'mismatched';
  const text = [message, ...(explanation === null ? [] : explanationText(explanation))].join('\n');
  const waiver = result.waiver === null ? undefined : waivers[result.waiver];
  if (waiver === undefined) return {element: 'failure', type, message, text};
  const waived = `waived by ${waiver.owner} until ${waiver.expires}: ${waiver.reason}`;
  if (allowWaivers) return {element: 'system-out', type: null, message: null, text: `${waived}\n\n${text}`};
  const refused = `${waived} (--allow-waivers would let it pass)`;
  return {element: 'failure', type, message: refused, text: `${refused}\n\n${text}`};
}

function explanationText(explanation: NonNullable<ResultDocument['explanation']>): string[] {
  return explanationLines(explanation).map(({text, indent}) => ' '.repeat(text === '' ? 0 : indent) + text);
}

/** A waiver that allows nothing any more, or less than there is, is a test that fails. */
export function waiverCases(waivers: readonly WaiverDocument[]): JunitCase[] {
  return waivers.flatMap((waiver, at) => {
    const {status, reason, owner, expires, largest} = waiver;
    const fault = waiverFault(waiver);
    if (fault === '') return [];
    const text = `${fault}\nOwner: ${owner}\nReason: ${reason}\nUntil: ${expires}\nLargest difference allowed: ${largest}`;
    return [instantCase(`waiver ${at + 1}: ${waiverName(waiver)}`, 'failure', status, fault, text)];
  });
}

/** What went wrong besides the questions. */
export function circumstanceCases({failures, changes, passedOver, summary}: ComparisonDocument): JunitCase[] {
  return [
    ...failures.map(({side, error}) => {
      const message = `${side} could not say what it holds: ${error}`;
      return instantCase(`${side} lists its days`, 'error', 'failed', message, message);
    }),
    ...changes.map(({side, path, change}) => {
      const message = `it ${change === 'vanished' ? 'vanished' : 'was changed'} during the comparison.`;
      return instantCase(`${side} keeps ${path}`, 'error', change, message, message);
    }),
    ...passedOver
      .filter(({partial}) => partial)
      .map((each) => {
        const message = `${passedOverSentence(each)}.`;
        return instantCase(
          `${each.side} is read whole (${each.project ?? 'all projects'})`,
          'error',
          'partial',
          message,
          message,
        );
      }),
    ...summary.withoutRecords.map((project) => {
      const message = `${noRecordsSentence(project)}.`;
      return instantCase(`${project} has records`, 'error', 'empty', message, message);
    }),
  ];
}

function instantCase(
  name: string,
  element: JunitOutcome['element'],
  type: string,
  message: string,
  text: string,
): JunitCase {
  return {name, milliseconds: 0, outcome: {element, type, message, text}};
}
