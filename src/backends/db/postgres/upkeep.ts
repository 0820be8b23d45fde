import type {Client} from './client.ts';
import {describe} from './connecting/failure.ts';
import {vacuumPartitions} from './queries/vacuum.ts';

/** Stopped by a time limit of the role or by hand, or by a lock that was not free in time. */
const HARMLESS = new Set(['57014', '55P03']);

/**
 * Updates the statistics of what was written, after the commit. It is no part of the work: if it is stopped, everything
 * is still in its place, and the server does it by itself sooner or later.
 */
export async function settleDates(client: Client, dates: readonly string[]): Promise<void> {
  const {location, notice} = client.context;
  try {
    await vacuumPartitions(client, dates);
  } catch (error) {
    if (!HARMLESS.has(String((error as {code?: string}).code))) throw error;
    notice(
      `Warning: The statistics of ${location} were not brought up to date (${describe(error)}). Everything was written; reports may be slow until the server does that by itself.`,
    );
  }
}
