import type {Serving} from './serving.ts';

/** By name, or those of all that have files in the scope; none if that cannot be found out. */
export async function projectsOf<M>({request: {question}, control}: Serving<M>): Promise<string[]> {
  if (question.project !== null) return [question.project];
  const days = await control.listedDays(question, {digests: false}).catch(() => []);
  return [...new Set(days.map(({project}) => project))];
}
