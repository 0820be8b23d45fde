/** What must be done before the process ends by a signal, such as to cancel a query at the server. */
export type CleanUp = () => Promise<void> | void;

const cleanUps = new Set<CleanUp>();
let isUnderWay = false;

/**
 * Registers `work`, which runs if the user interrupts the program. It has two seconds. The process ends in any case, so an error in `work`
 * is lost. It does not run when the program ends otherwise.
 *
 * @returns what takes the registration back; call it when there is nothing left to clean up
 */
export function onInterrupt(work: CleanUp): () => void {
  // A function of its own, so that the same work can be registered twice.
  const cleanUp: CleanUp = () => work();
  cleanUps.add(cleanUp);
  return () => {
    cleanUps.delete(cleanUp);
  };
}

/** Whether the program was interrupted. Later failures are due to that, so nothing is tried again. */
export function isInterrupted(): boolean {
  return isUnderWay;
}

/** Runs everything that is registered, all at once, the newest first. Resolves when all of it has ended, in whatever way. */
export async function interrupt(): Promise<void> {
  isUnderWay = true;
  const works = [...cleanUps].reverse();
  cleanUps.clear();
  await Promise.allSettled(works.map(async (work) => work()));
}
