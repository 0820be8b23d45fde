import type {ReportSource} from '../../../core/report-source.ts';
import type {Scope} from '../../../core/scope.ts';
import {GuardedSource} from './guarded-source.ts';
import type {RoleAccess} from './role-access.ts';

/** The same source if the role sees all of it; else one that says what the role sees, and refuses the rest. */
export function limitSource(source: ReportSource, access: RoleAccess): ReportSource {
  return access.readable === null ? source : new LimitedSource(source, access, access.readable);
}

/**
 * Row-level security hides rows without a word: a project that the role may not read would look like one without records. So every question
 * that names such a project fails before it is asked.
 */
class LimitedSource extends GuardedSource {
  readonly visibleProjects: readonly string[];
  readonly #access: RoleAccess;

  constructor(source: ReportSource, access: RoleAccess, visible: readonly string[]) {
    super(source);
    this.visibleProjects = visible;
    this.#access = access;
  }

  protected before({project}: Scope): void {
    this.#access.requireReadable(project);
  }
}
