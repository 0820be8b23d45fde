export type Tone = 'plain' | 'good' | 'bad' | 'weak' | 'strong';

/** A line before it is wrapped and coloured. The wrapped part is indented by `hanging` more columns. */
export interface Line {
  readonly text: string;
  readonly indent: number;
  readonly tone: Tone;
  readonly hanging: number;
  /** Parts of the text that are never broken, though they may hold blanks: paths and ids. */
  readonly whole: readonly string[];
}

export function line(
  text: string,
  indent = 0,
  tone: Tone = 'plain',
  hanging = 2,
  whole: readonly (string | null)[] = [],
): Line {
  return {text, indent, tone, hanging, whole: whole.filter((part) => part !== null)};
}
