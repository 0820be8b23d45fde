import type {ApiRequest} from './client.ts';

/** Runs of one project whose start lies between two moments, in the order that the server likes, a page at a time. */
export interface RunsAsked {
  readonly projectId: string;
  /** Milliseconds since 1970. The first one is included whatever the server makes of a bound; of the last one nobody needs to know that. */
  readonly from: number;
  readonly to: number;
  /** Of the page before; null for the first one. */
  readonly cursor: string | null;
}

/** How a version of the API is asked for runs. */
export interface RunQuery {
  readonly version: 'v1' | 'v2';
  readonly pageSize: number;
  request(asked: RunsAsked): ApiRequest;
  /** The member of an answer whose elements are the runs. */
  readonly list: string;
  /** The member of an answer that says where the next page begins. */
  readonly cursorMember: string;
  /** The value of that member; null: there is no further page. */
  cursorOf(member: unknown): string | null;
}

export function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
