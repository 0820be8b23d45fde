/**
 * A predicate of a property that is not asked any more `limit` milliseconds after it first failed: fast-check then takes what is left for
 * passing, and tells the smallest failure it has, with its seed. Its own limits of time would end a run that has not failed yet, too, and call it passed.
 */
export function boundedShrinking<T>(
  limit: number,
  predicate: (value: T) => Promise<void>,
): (value: T) => Promise<void> {
  let firstFailure: number | null = null;
  return async (value) => {
    if (firstFailure !== null && performance.now() - firstFailure >= limit) return;
    try {
      await predicate(value);
    } catch (error) {
      firstFailure ??= performance.now();
      throw error;
    }
  };
}
