/** What to say on stderr about indexes that were dropped: results are right without them, so a report does not mention it. */
export function missingIndexNotice(names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const subject = names.length === 1 ? `The index ${names[0]} is` : `The indexes ${names.join(' and ')} are`;
  return [`Warning: ${subject} missing, so reports take longer. Create what is missing with: lse db indexes create`];
}
