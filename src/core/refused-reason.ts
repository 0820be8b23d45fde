/** Longer messages of a server are cut: they may quote the document. */
const MOST_CHARACTERS = 300;

/** Why a document that a database did not take counts as unreadable; `message` is what the database said. */
export function refusedReason(message: string): string {
  return `refused by the database: ${message}`;
}

/** The first line of what a database said, without the period at its end. */
export function refusalMessage(message: string): string {
  const [line = ''] = message.trim().split('\n');
  const text = line.trim().replace(/\.$/, '');
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS - 1)}…` : text;
}
