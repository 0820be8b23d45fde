import type {ReportSource} from '../../core/report-source.ts';
import type {CandidateSession} from './candidate-session.ts';
import type {Observed} from './observation.ts';

/** Both sides' answers, and control while it is open; null if it could not be opened. */
export interface Both<M> {
  readonly source: ReportSource | null;
  readonly left: Observed<M>;
  readonly right: Observed<M>;
  readonly session: CandidateSession;
}

/**
 * Whose answer is printed. `agreed`: the database's, which is that of the files. `different`, `fallback`: that of the files. `alone`: the
 * database's, since the files have none. `none`: nobody's.
 */
export type Choice<M> =
  | {readonly kind: 'agreed'; readonly side: 'candidate'; readonly model: M; readonly error: null}
  | {readonly kind: 'different'; readonly side: 'control'; readonly model: M; readonly error: null}
  | {readonly kind: 'fallback'; readonly side: 'control'; readonly model: M; readonly error: unknown}
  | {readonly kind: 'alone'; readonly side: 'candidate'; readonly model: M; readonly error: unknown}
  | {readonly kind: 'none'; readonly side: null; readonly error: unknown};
