/**
 * Yields `read(item)` for each item in the order of the items, with up to `width` of them under way at once, so that
 * waiting for the disk and parsing overlap while memory holds no more than `width` results.
 */
export async function* readAhead<T, R>(
  items: readonly T[],
  width: number,
  read: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const pending: Promise<R>[] = [];
  let next = 0;
  const start = (): void => {
    const item = items[next] as T;
    next += 1;
    const promise = read(item);
    // A failure is met where its turn comes; until then it must not count as unhandled.
    promise.catch(() => {});
    pending.push(promise);
  };
  while (next < items.length && pending.length < width) start();
  for (let head = pending.shift(); head !== undefined; head = pending.shift()) {
    const result = await head;
    if (next < items.length) start();
    yield result;
  }
}
