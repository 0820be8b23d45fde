import type {Calibration} from '../../calibration.ts';
import {median} from './latency.ts';
import {type QuestionDocument, questionDocument} from './question.ts';

/** Control against itself: its noise in answers and, as medians in milliseconds, in time. */
export interface CalibrationDocument {
  readonly questions: number;
  readonly noisy: readonly QuestionDocument[];
  readonly firstMedian: number | null;
  readonly secondMedian: number | null;
}

export function calibrationDocument({questions, noisy, milliseconds}: Calibration): CalibrationDocument {
  return {
    questions,
    noisy: noisy.map(questionDocument),
    firstMedian: median(milliseconds.map(([first]) => first)),
    secondMedian: median(milliseconds.map(([, second]) => second)),
  };
}
