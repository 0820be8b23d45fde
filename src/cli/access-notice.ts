import {nameSome} from '../core/named-list.ts';

/** What to say on stderr if a role sees only a part of the database: it may not be everything. */
export function accessNotice(project: string | null, visible: readonly string[] | undefined): string[] {
  if (visible === undefined || project !== null) return [];
  return [`Only the projects that the role may read: ${nameSome(visible)}.`];
}
