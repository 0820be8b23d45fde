/** What became of one of the secondary indexes; `changed` is false if it already was as requested. */
export interface IndexChange {
  readonly name: string;
  readonly changed: boolean;
}
