/** What became of one of the secondary indexes; not `changed` where it already was as it was asked for. */
export interface IndexChange {
  readonly name: string;
  readonly changed: boolean;
}
