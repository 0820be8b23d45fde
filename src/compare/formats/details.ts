/** For how many questions or records a text says everything; null for a few. The rest is counted. */
export type Details = number | 'all' | null;
