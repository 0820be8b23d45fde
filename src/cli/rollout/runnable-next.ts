import {withGivenFlags} from '../usage/given-command.ts';

/** The same with the flags of the running command in what is to be run next, as the printed advice has them. */
export function withRunnableNext<T extends {readonly next: string | null}>(standing: T): T {
  return {...standing, next: standing.next === null ? null : withGivenFlags(standing.next)};
}
