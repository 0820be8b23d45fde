import {createInterface} from 'node:readline/promises';
import {UsageError} from '../core/errors.ts';

/** Where questions go to, and where answers come from. */
export interface Dialogue {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

/**
 * Runs `work` with somebody who answers questions. Questions go to stderr, since stdout is for what is printed.
 *
 * @throws UsageError if there are no more answers: the terminal was closed, or ^D or ^C was typed
 */
export async function withAnswers<T>(
  work: (ask: (question: string, proposal: string) => Promise<string>) => Promise<T>,
  {input, output}: Dialogue = {input: process.stdin, output: process.stderr},
): Promise<T> {
  const dialogue = createInterface({input, output});
  // Keeps what the user types ahead; a new reader for each line would lose it.
  const lines = dialogue[Symbol.asyncIterator]();
  try {
    return await work(async (question, proposal) => {
      dialogue.setPrompt(`${question} [${proposal}]: `);
      dialogue.prompt();
      const {done, value} = await lines.next();
      if (done !== true) return value;
      throw new UsageError('There was no answer; nothing was written.', 'Ask nothing with: lse init --yes');
    });
  } finally {
    dialogue.close();
  }
}
