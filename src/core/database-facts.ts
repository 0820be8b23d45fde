import type {LseError} from './errors.ts';

/** What a database says of itself to whoever looks whether everything is in place. */
export interface DatabaseFacts {
  /** `PostgreSQL 18.4` or `SQLite 3.52.0`. */
  readonly server: string;
  /** The database's own, such as `UTF8`. */
  readonly encoding: string;
  /** Why lse cannot work with such a server; null where it can. */
  readonly serverFault: Advice | null;
  /** How it is reached; null for a file of this machine. */
  readonly link: DatabaseLink | null;
  /** Whether it takes no writes: a standby, or one that is read-only by default. */
  readonly isReadOnly: boolean;
  /** Who is signed in; null where there are no roles, or the schema did not let anybody find out. */
  readonly role: DatabaseRole | null;
  /** `version` is the version that was found, 0 where there is no schema, null where nobody can say. */
  readonly schema: {readonly version: number | null; readonly latest: number; readonly fault: Advice | null};
  readonly missingIndexes: readonly string[];
  /** Whether other users of the machine may read the file; false for a server. */
  readonly isOpenToOthers: boolean;
}

export interface DatabaseLink {
  /** The protocol, such as `TLSv1.3`; null where nothing is encrypted. */
  readonly encryption: string | null;
  /** Whether nothing of it leaves this machine. */
  readonly isLocal: boolean;
  /** Whether a pooler stands between: then a session of the server is another one in each transaction. */
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

/** An error as it is told: what is wrong, and what to do. */
export interface Advice {
  readonly message: string;
  readonly hint: string;
}

export function adviceOf({message, hint}: LseError): Advice {
  return {message, hint};
}
