import type {ResultDocument} from '../documents/comparison.ts';
import {type Markup, markup} from './markup.ts';

/** What a reader must tell apart at a glance; the gravest first, so that a cell of several questions shows the gravest. */
export const states = ['mismatched', 'inconclusive', 'waived', 'empty', 'matched'] as const;

export type State = (typeof states)[number];

const SYMBOLS: Readonly<Record<State, string>> = {
  mismatched: '≠',
  inconclusive: '?',
  waived: 'W',
  empty: '∅',
  matched: '=',
};

export function stateOf({verdict, reason, waiver}: Pick<ResultDocument, 'verdict' | 'reason' | 'waiver'>): State {
  if (reason === 'empty') return 'empty';
  return waiver === null ? verdict : 'waived';
}

/** A sign besides the colour, for readers who cannot tell colours apart and for printers. It goes with the word, never alone. */
export function symbolOf(state: State): Markup {
  return markup`<span class="symbol" aria-hidden="true">${SYMBOLS[state]}</span>`;
}

export function badge(state: State): Markup {
  return markup`<span class="badge ${state}">${symbolOf(state)} ${state}</span>`;
}

/** The place of a result on the page: its place in the document, counted from one. */
export function resultId(at: number): string {
  return `result-${at + 1}`;
}
