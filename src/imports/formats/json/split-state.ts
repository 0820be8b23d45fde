/** What comes next in a text that is split. */
export type SplitState =
  | 'mark'
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
export const COMPLETE: ReadonlySet<SplitState> = new Set(['mark', 'between', 'behind-fault', 'stopped']);

/** Longer values are not looked at as lines, since their end is not at hand. */
export const MOST_LINE_BYTES = 1_048_576;
/** Of a member that says something about elements beside it. */
export const MOST_MEMBER_BYTES = 65_536;
/** Of a key of an object that is gone through member by member; none is nearly as long. */
export const MOST_KEY_BYTES = 4_194_304;

/** A text may begin with it. */
export const BYTE_ORDER_MARK: Uint8Array = Uint8Array.of(0xef, 0xbb, 0xbf);
