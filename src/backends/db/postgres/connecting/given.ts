/** A value and who gave it, in words that a fault can begin with: "sslmode of the URL", "PGSSLMODE". */
export interface Given {
  readonly value: string;
  readonly from: string;
}
