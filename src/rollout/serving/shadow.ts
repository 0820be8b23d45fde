import type {Serving} from './serving.ts';

/**
 * Prints what the files answer, closes the output, and then asks the database the same. Nothing of the second part can change the first:
 * it ends in time, and whatever fails in it is written down and never raised.
 */
export async function serveAfter<M>(serving: Serving<M>): Promise<void> {
  const {request, control, output} = serving;
  const start = performance.now();
  const reached = {answer: false, print: false};
  try {
    await control.withSource(
      async (source) => {
        const model = await request.ask(source);
        reached.answer = true;
        const milliseconds = performance.now() - start;
        await output.tell(model, source);
        await output.print(model);
        reached.print = true;
        await output.end();
        await (await followUps()).followUp(serving, {model, source, milliseconds});
      },
      {watched: true},
    );
  } catch (error) {
    if (reached.print) return;
    if (!reached.answer) {
      await (await followUps()).recordFailure(serving, error);
    }
    throw error;
  }
}

/** Loaded when the report is printed: nobody who waits for it waits for what compares. */
function followUps(): Promise<typeof import('./follow-up.ts')> {
  return import('./follow-up.ts');
}
