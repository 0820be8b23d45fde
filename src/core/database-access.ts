/** What one role may do with one project, or with every project if `project` is null. */
export interface AccessEntry {
  readonly role: string;
  readonly project: string | null;
  readonly canWrite: boolean;
}

/** Who may see what in a database. */
export interface AccessList {
  /** False until the first grant: then every role with rights on `runs` sees every project. */
  readonly enabled: boolean;
  readonly entries: readonly AccessEntry[];
  /** Roles that have rights on `runs` and see no row of it. Empty if `enabled` is false. */
  readonly withoutAccess: readonly string[];
}

/** What becomes of the roles that have rights on `runs` and no entry when the first grant hides rows from them. */
export type OtherRoles = 'keep' | 'cut';

export interface AccessGrant {
  readonly role: string;
  /** Null means every project, those to come as well. */
  readonly projects: readonly string[] | null;
  readonly write: boolean;
  /** Null if the user did not say. */
  readonly others: OtherRoles | null;
}

export interface AccessRevocation {
  readonly role: string;
  /** Null means whatever the role has. */
  readonly projects: readonly string[] | null;
}

/** What the role may do after a grant or a revocation. */
export interface AccessChange {
  readonly role: string;
  /** True if this grant switched row-level security on. */
  readonly switchedOn: boolean;
  readonly entries: readonly AccessEntry[];
  /** Roles that kept their rights, because the user said so at the first grant. */
  readonly kept: readonly string[];
  /** Roles with rights on `runs` that see no row of it any more. */
  readonly cut: readonly string[];
}
