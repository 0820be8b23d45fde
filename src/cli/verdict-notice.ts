/** The one line that says on stderr what was found, whatever stdout or a file has. */
export function verdictNotice({conclusion}: {readonly conclusion: string}): string {
  return `${conclusion.charAt(0).toUpperCase()}${conclusion.slice(1)}: see the report.`;
}
