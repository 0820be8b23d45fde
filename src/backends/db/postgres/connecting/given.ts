/** A value and its origin, in words with which a fault can begin: "sslmode of the URL", "PGSSLMODE". */
export interface Given {
  readonly value: string;
  readonly from: string;
}
