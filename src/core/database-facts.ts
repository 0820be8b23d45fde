import type {LseError} from './errors.ts';

/** What a database says about itself, for a check whether everything is in place. */
export interface DatabaseFacts {
  /** `PostgreSQL 18.4` or `SQLite 3.52.0`. */
  readonly server: string;
  /** The database's own, such as `UTF8`. */
  readonly encoding: string;
  /** Why lse cannot work with such a server; null if it can. */
  readonly serverFault: Advice | null;
  /** How it is reached; null for a file of this machine. */
  readonly link: DatabaseLink | null;
  /** Whether it takes no writes: a standby, or one that is read-only by default. */
  readonly isReadOnly: boolean;
  /** Who is signed in; null if there are no roles, or if a fault of the schema hides it. */
  readonly role: DatabaseRole | null;
  /** `version` is the version that was found, 0 if there is no schema, null if it is unknown. */
  readonly schema: {readonly version: number | null; readonly latest: number; readonly fault: Advice | null};
  readonly missingIndexes: readonly string[];
  /** Whether other users of the machine may read the file; false for a server. */
  readonly isOpenToOthers: boolean;
}

export interface DatabaseLink {
  /** The protocol, such as `TLSv1.3`; null if nothing is encrypted. */
  readonly encryption: string | null;
  /** Whether nothing of it leaves this machine. */
  readonly isLocal: boolean;
  /** Whether a pooler stands between: then each transaction may have another session of the server. */
  readonly isPooled: boolean;
}

export interface DatabaseRole {
  readonly name: string;
  /** Whether it owns the table `runs`. */
  readonly isOwner: boolean;
  /** The only projects that it may read, or write; null for all. */
  readonly readable: readonly string[] | null;
  readonly writable: readonly string[] | null;
}

/** An error for the user: what is wrong, and what to do. */
export interface Advice {
  readonly message: string;
  readonly hint: string;
}

export function adviceOf({message, hint}: LseError): Advice {
  return {message, hint};
}
