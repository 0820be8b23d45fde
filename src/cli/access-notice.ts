import {nameSome} from '../core/named-list.ts';

/** What to say on stderr where a role sees a part of the database alone: none of it is known to be all. */
export function accessNotice(project: string | null, visible: readonly string[] | undefined): string[] {
  if (visible === undefined || project !== null) return [];
  return [`Only the projects that the role may read: ${nameSome(visible)}.`];
}
