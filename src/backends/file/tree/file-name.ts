/** The endings of files that may hold runs. Others beside the records do not matter: notes, pictures, logs. */
const HOLDS_RUNS = /\.(?:json|jsonl|ndjson|zip|gz|parquet)$/i;

/** By the contract's rule for files and projects. Such a directory cannot be a date either. */
export function isHidden(name: string): boolean {
  return /^[._]/.test(name);
}

/** Whether a file of this name in a date directory counts, unless it is hidden. */
export function isTraceFile(name: string): boolean {
  return name.endsWith('.json');
}

/** Whether runs may be kept in a file of this name, wherever it lies. */
export function mayHoldRuns(name: string): boolean {
  return HOLDS_RUNS.test(name) && !isHidden(name);
}
