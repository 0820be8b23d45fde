import {LseError} from '../../core/errors.ts';
import type {Finding} from '../../core/finding.ts';
import {formatMilliseconds} from '../duration.ts';
import type {Topic} from './topic.ts';

/**
 * The findings of a look at one topic, within so many milliseconds. A look that takes longer, or throws, is a finding like any other. Nobody
 * waits for what is still under way then.
 */
export async function boundedLook(
  topic: Topic,
  limit: number,
  look: (signal: AbortSignal) => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<readonly Finding[]>((resolve) => {
    timer = setTimeout(() => {
      resolve([
        topic.wrong(
          `There was no answer within ${formatMilliseconds(limit)}.`,
          'Look at what it waits for, or wait longer with: lse doctor --limit 60s',
        ),
      ]);
      controller.abort();
    }, limit);
  });
  const work = look(controller.signal).catch((error: unknown) => [failed(topic, error)]);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function failed(topic: Topic, error: unknown): Finding {
  if (error instanceof LseError) return topic.wrong(error.message, error.hint);
  return topic.wrong(error instanceof Error ? error.message : String(error));
}
