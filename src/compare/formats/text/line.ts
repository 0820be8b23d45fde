/** The width of a terminal that everybody has. */
export const COLUMNS = 80;

export type Tone = 'plain' | 'good' | 'bad' | 'weak' | 'strong';

/** A line before it is wrapped and painted. What is wrapped goes on `hanging` columns further in. */
export interface Line {
  readonly text: string;
  readonly indent: number;
  readonly tone: Tone;
  readonly hanging: number;
}

export function line(text: string, indent = 0, tone: Tone = 'plain', hanging = 2): Line {
  return {text, indent, tone, hanging};
}
