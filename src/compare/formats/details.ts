/** Of how many questions or records a text says everything; null for a few. What is left out is counted. */
export type Details = number | 'all' | null;
