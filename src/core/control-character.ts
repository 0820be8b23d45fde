/**
 * Characters that could drive a terminal, begin a line of their own or turn text around: C0, DEL, C1, the line separators U+2028 and
 * U+2029, and the bidirectional controls.
 */
export const CONTROL_CHARACTERS =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;
