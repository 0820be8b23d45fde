/** What one role may do with one project, or with every project where `project` is null. */
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
  /** Roles that have rights on `runs` and see no row of it. Empty where `enabled` is false. */
  readonly withoutAccess: readonly string[];
}

/** What becomes of the roles that have rights on `runs` and no entry when the first grant hides rows from them. */
export type OtherRoles = 'keep' | 'cut';

export interface AccessGrant {
  readonly role: string;
  /** Null means every project, those to come as well. */
  readonly projects: readonly string[] | null;
  readonly write: boolean;
  /** Null where the user said nothing of them. */
  readonly others: OtherRoles | null;
}

export interface AccessRevocation {
  readonly role: string;
  /** Null means whatever the role has. */
  readonly projects: readonly string[] | null;
}

/** What a grant or a revocation left: what the role may do now. */
export interface AccessChange {
  readonly role: string;
  /** True where this grant switched row-level security on. */
  readonly switchedOn: boolean;
  readonly entries: readonly AccessEntry[];
  /** Roles that kept what they had, because the first grant was told so. */
  readonly kept: readonly string[];
  /** Roles with rights on `runs` that see no row of it any more. */
  readonly cut: readonly string[];
}
