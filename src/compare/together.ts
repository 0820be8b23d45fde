/** Both results, or the first failure once both have ended: so a side is never asked two things at once. */
export async function together<T>(left: Promise<T>, right: Promise<T>): Promise<[T, T]> {
  const [a, b] = await Promise.allSettled([left, right]);
  if (a.status === 'rejected') throw a.reason;
  if (b.status === 'rejected') throw b.reason;
  return [a.value, b.value];
}
