import {createInterface} from 'node:readline/promises';
import {UsageError} from '../core/errors.ts';

/** Where questions go and answers come from. */
export interface Dialogue {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

/**
 * Runs `work` with somebody who answers questions. Questions go to stderr, since stdout is for what is printed.
 *
 * @throws UsageError where there are no more answers: the terminal was closed, or ^D or ^C was typed
 */
export async function withAnswers<T>(
  work: (ask: (question: string, proposal: string) => Promise<string>) => Promise<T>,
  {input, output}: Dialogue = {input: process.stdin, output: process.stderr},
): Promise<T> {
  const lines = createInterface({input, output});
  const closed = new Promise<never>((_, reject) => {
    const end = (): void =>
      reject(new UsageError('There was no answer; nothing was written.', 'Ask nothing with: lse init --yes'));
    lines.once('close', end);
    lines.once('SIGINT', end);
  });
  // Nobody may be waiting for an answer when it is closed.
  closed.catch(() => {});
  try {
    return await work((question, proposal) => Promise.race([lines.question(`${question} [${proposal}]: `), closed]));
  } finally {
    lines.close();
  }
}
