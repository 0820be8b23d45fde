import fc from 'fast-check';

/** One property of one reader, which has to hold for whatever it is given. */
export interface Fuzzed {
  readonly name: string;
  /** How much of all inputs it gets, against the others. */
  readonly share: number;
  readonly property: fc.IRawProperty<unknown, boolean>;
}

/** A property whose `check` throws where it does not hold. */
export function fuzzed<T>(
  name: string,
  share: number,
  inputs: fc.Arbitrary<T>,
  check: (input: T) => void | Promise<void>,
): Fuzzed {
  return {name, share, property: fc.asyncProperty(inputs, async (input) => check(input))};
}

/** What a reader makes of an input: its answer, or the error that it ends with. */
export function outcomeOf<T>(read: () => T): {readonly value: T} | {readonly error: Error} {
  try {
    return {value: read()};
  } catch (error) {
    return {error: error as Error};
  }
}

export interface FuzzResult {
  readonly name: string;
  readonly inputs: number;
  /** Null where the property held; else what fast-check says, with the seed and the path that lead to the input. */
  readonly failure: string | null;
}

/** Gives each property its share of `inputs`, for at most so long altogether. */
export async function fuzz(
  all: readonly Fuzzed[],
  {inputs, seed, milliseconds}: {readonly inputs: number; readonly seed: number; readonly milliseconds: number},
): Promise<FuzzResult[]> {
  const shares = all.reduce((sum, {share}) => sum + share, 0);
  const end = Date.now() + milliseconds;
  let left = shares;
  const results: FuzzResult[] = [];
  for (const {name, share, property} of all) {
    const details = await fc.check(property, {
      seed,
      numRuns: Math.max(1, Math.round((inputs * share) / shares)),
      // What the others have not used is left for those that come after them.
      interruptAfterTimeLimit: Math.max(1, ((end - Date.now()) * share) / left),
      markInterruptAsFailure: false,
    });
    left -= share;
    results.push({name, inputs: details.numRuns, failure: details.failed ? await failureOf(details) : null});
  }
  return results;
}

async function failureOf(details: fc.RunDetails<unknown>): Promise<string> {
  const error = details.errorInstance;
  return `${await fc.asyncDefaultReportMessage(details)}\n${error instanceof Error ? error.message : error}`;
}
