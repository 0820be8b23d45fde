import type {Connection} from '../../../backends/db/sqlite/driver.ts';

export interface SnapshotCounts {
  /** All runs that were read. */
  readonly given: number;
  /** Each once. */
  readonly runs: number;
  /** Others that are, byte for byte, the snapshot that counts. */
  readonly repeated: number;
}

const sql = `
select
  (select count(*) from given) as given,
  (select count(*) from run) as runs,
  (
    select count(*)
    from given
    join run on run.run_id = given.run_id
    where given.seq <> run.seq and given.bytes = run.bytes and given.checksum = run.checksum
  ) as repeated`;

export async function snapshotCounts(scratch: Connection): Promise<SnapshotCounts> {
  const [counts] = await scratch.all<SnapshotCounts>(sql);
  return counts as SnapshotCounts;
}
