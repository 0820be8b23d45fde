import {SourceError} from '../../../core/errors.ts';
import {nameSome} from '../../../core/named-list.ts';
import {shellWord} from '../../../core/shell-word.ts';
import {serverName, sqlText} from '../sql-text.ts';

interface Rights {
  readonly location: string;
  /** As the server quotes it. */
  readonly role: string;
  readonly owner: string;
  readonly isOwner: boolean;
  /** The only projects whose rows the role sees, in code point order; null for all. */
  readonly readable: readonly string[] | null;
  /** The only projects whose rows the role may change; null for all. */
  readonly writable: readonly string[] | null;
  /** Whether row-level security is the reason, so that a grant of lse would help. */
  readonly isLimited: boolean;
}

/**
 * What the connected role may do. lse checks it before a query, so that it never answers zero for rows that are only
 * hidden.
 */
export class RoleAccess {
  readonly readable: readonly string[] | null;
  readonly isOwner: boolean;
  /** As the server quotes it. */
  readonly role: string;
  /** The only projects whose rows the role may change; null for all. */
  readonly writable: readonly string[] | null;
  readonly #rights: Rights;

  constructor(rights: Rights) {
    this.#rights = rights;
    this.readable = rights.readable;
    this.isOwner = rights.isOwner;
    this.role = rights.role;
    this.writable = rights.writable;
  }

  /** @throws SourceError for a project whose rows are hidden; null, all that the role sees, is allowed */
  requireReadable(project: string | null): void {
    const {role, location, readable} = this.#rights;
    if (project === null || readable === null || readable.includes(project)) return;
    throw new SourceError(
      'LSE_ACCESS',
      `The role ${role} may not read the project '${project}' of ${location} (it may read: ${nameSome(readable)}).`,
      `Ask ${this.#rights.owner}, who owns it, for: lse db access grant ${role} --project ${shellWord(project)}`,
    );
  }

  /** @throws SourceError for a project that the role may not change; null is every project */
  requireWritable(project: string | null): void {
    const {role, location, owner, writable, isLimited} = this.#rights;
    if (writable === null || (project !== null && writable.includes(project))) return;
    const what = project === null ? 'all projects' : `the project '${project}'`;
    const also = writable.length === 0 ? '' : ` (it may write: ${nameSome(writable)})`;
    const which = project === null ? '--all-projects' : `--project ${shellWord(project)}`;
    const grant = isLimited
      ? `lse db access grant ${role} ${which} --write`
      : sqlText`grant select, insert, update, delete on runs, lse_loaded_days, lse_refused to ${serverName(role)}`.text;
    throw new SourceError(
      'LSE_ACCESS',
      `The role ${role} may not write ${what} of ${location}${also}.`,
      `Ask ${owner}, who owns it, for: ${grant}`,
    );
  }

  /** @throws SourceError unless the role may change the table itself. `action` goes on from "may not". */
  requireOwner(action: string): void {
    const {role, location, owner, isOwner} = this.#rights;
    if (isOwner) return;
    throw new SourceError(
      'LSE_ACCESS',
      `The role ${role} may not ${action} of ${location}: that is for ${owner}, who owns the table runs.`,
      `Connect as ${owner}, or as a role that belongs to it: grant ${owner} to ${role}`,
    );
  }
}
