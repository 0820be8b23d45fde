import type {Finding, FindingState} from '../../core/finding.ts';

/** Makes the findings of one topic. */
export interface Topic {
  readonly name: string;
  ok(message: string): Finding;
  warn(message: string, next?: string | null): Finding;
  wrong(message: string, next?: string | null): Finding;
}

export function topicOf(name: string): Topic {
  const finding = (state: FindingState, message: string, next: string | null): Finding => ({
    topic: name,
    state,
    message,
    next,
  });
  return {
    name,
    ok: (message) => finding('ok', message, null),
    warn: (message, next = null) => finding('warning', message, next),
    wrong: (message, next = null) => finding('wrong', message, next),
  };
}
