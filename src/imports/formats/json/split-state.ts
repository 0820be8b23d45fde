/** What comes next in a text that is split. */
export type SplitState =
  | 'between'
  | 'scalar'
  | 'key-or-close'
  | 'key'
  | 'in-key'
  | 'colon'
  | 'value'
  | 'in-value'
  | 'behind-value'
  | 'element-or-close'
  | 'element'
  | 'in-element'
  | 'behind-element'
  | 'behind-fault'
  | 'stopped';

/** A part is under way, which the walk follows. */
export const IN_PART: ReadonlySet<SplitState> = new Set(['scalar', 'in-key', 'in-value', 'in-element']);
/** The text may end there. */
export const COMPLETE: ReadonlySet<SplitState> = new Set(['between', 'behind-fault', 'stopped']);
