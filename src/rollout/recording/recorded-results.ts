import {randomUUID} from 'node:crypto';
import type {Question} from '../../asking/question.ts';
import type {ExplanationDocument} from '../../compare/formats/documents/explanation.ts';
import type {JudgedResult, Result, Outcome as SideOutcome} from '../../compare/result.ts';
import {boundedText, standardBounds} from '../ledger/bounds.ts';
import type {Entry, Origin, Outcome} from '../ledger/entry.ts';
import {type Evidence, evidenceKey} from '../ledger/evidence-key.ts';
import {evidenceReport} from '../serving/comparing.ts';
import {mismatch} from '../serving/examination.ts';
import {reasonOf} from '../serving/failure-reason.ts';

/** An entry, and of a mismatch its explanation. */
export interface Recorded {
  readonly entry: Entry;
  readonly explanation: string | null;
}

/** What `lse report compare`, or an audit, leaves in the ledger. Each result is met whole, and its verdict taken when all of them are known. */
export class RecordedResults {
  readonly #evidence: Omit<Evidence, 'report'>;
  /** Of mismatches alone, by the question. */
  readonly #mismatches = new Map<Question, ReturnType<typeof mismatch>>();

  readonly #origin: Origin;

  constructor(evidence: Omit<Evidence, 'report'>, origin: Origin = 'compare') {
    this.#evidence = evidence;
    this.#origin = origin;
  }

  /** `explanation` is the result's own, masked. As much of it is kept as a ledger keeps: whole ones of 60 questions took 40 MB. */
  meet({question, explained}: Result, explanation: ExplanationDocument | null): void {
    if (explained === null || explanation === null) return;
    const found = mismatch(question, explained, explanation);
    const {explanationBytes} = standardBounds;
    this.#mismatches.set(question, {...found, explanation: boundedText(found.explanation, explanationBytes)});
  }

  /** `digestOf` says what data is behind both answers; null if that is not known. */
  entries(results: readonly JudgedResult[], digestOf: (question: Question) => string | null): Recorded[] {
    const at = new Date().toISOString();
    return results.map((result) => {
      const {question, control, candidate} = result;
      const {report, project, from, to} = question;
      const outcome = outcomeOf(result);
      const found = outcome === 'mismatched' ? this.#mismatches.get(question) : undefined;
      const entry: Entry = {
        id: randomUUID(),
        at,
        origin: this.#origin,
        report,
        project,
        from,
        to,
        outcome,
        reason: found?.reason ?? reasonFor(result),
        evidenceKey: evidenceKey({...this.#evidence, report: evidenceReport(question)}),
        dataDigest: digestOf(question),
        records: {control: recordsOf(control), candidate: recordsOf(candidate)},
        failing: control.outcome === 'answered' ? control.failing : null,
        cause: found?.cause ?? null,
        unexplained: found?.unexplained ?? 0,
        milliseconds: {control: costOf(control), candidate: costOf(candidate)},
        fingerprint: found?.fingerprint ?? null,
      };
      return {entry, explanation: found?.explanation ?? null};
    });
  }
}

/** What an answer cost the side; null of one from memory, which says nothing of that. */
function costOf(side: SideOutcome): number | null {
  return side.outcome === 'answered' && side.fromMemory === true ? null : side.milliseconds;
}

function outcomeOf({verdict, reason, control, candidate}: JudgedResult): Outcome {
  if (verdict !== 'inconclusive') return verdict;
  if (reason === 'empty') return 'empty';
  if (reason === 'unstable') return 'moved';
  if (control.outcome === 'failed') return candidate.outcome === 'failed' ? 'both failed' : 'control failed';
  if (candidate.outcome === 'failed') return 'candidate failed';
  // Control was not read whole, or does not agree with itself.
  return 'control failed';
}

function reasonFor({verdict, reason, control, candidate}: JudgedResult): string | null {
  if (verdict !== 'inconclusive') return null;
  if (reason === 'partial' || reason === 'noise') return reason.toUpperCase();
  const errors = [control, candidate].flatMap((side) => (side.outcome === 'failed' ? [reasonOf(side.error)] : []));
  return errors.length === 0 ? null : errors.join(' ');
}

function recordsOf(side: SideOutcome): number | null {
  return side.outcome === 'answered' ? side.records : null;
}
