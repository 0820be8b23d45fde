import {parseJson} from '../../../core/json/parse.ts';
import {type JsonValue, member} from '../../../core/json/value.ts';
import type {Members} from './split-piece.ts';

/** What an object says about the runs that it holds. */
export interface GroupAround {
  readonly traceId: string | null;
  readonly projectName: string | null;
  readonly projectId: string | null;
  /** Whether it is about one trace. */
  readonly isTrace: boolean;
}

export const NO_GROUP: GroupAround = {traceId: null, projectName: null, projectId: null, isTrace: false};

/** Out of the members of such an object; what is not among them is as in `known`. */
export function groupOf(members: Members, known: GroupAround): GroupAround {
  const text = (...names: string[]): string | null => {
    for (const name of names) {
      const found = memberOf(members, name);
      if (typeof found === 'string' && found !== '') return found;
    }
    return null;
  };
  const traceId = text('trace_id') ?? known.traceId;
  return {
    traceId,
    projectName: text('project_name', 'session_name') ?? known.projectName,
    projectId: text('project_id', 'session_id') ?? known.projectId,
    // The langsmith command sorts its keys: it counts the runs before them, and names the trace behind.
    isTrace: traceId !== null || members.has('run_count'),
  };
}

/** Whether a page of the API's answer names a next one; null if the object is no such page. */
export function hasNextPage(members: Members): boolean | null {
  const isPage = members.has('next_cursor') || members.has('cursors');
  if (!isPage) return null;
  const next = memberOf(members, 'next_cursor') ?? member(memberOf(members, 'cursors'), 'next');
  return typeof next === 'string' && next !== '';
}

function memberOf(members: Members, name: string): JsonValue | undefined {
  const bytes = members.get(name);
  if (bytes === undefined) return undefined;
  try {
    return parseJson(bytes.toString('utf8')).value;
  } catch {
    return undefined;
  }
}
