import {UsageError} from '../core/errors.ts';
import type {ApiClient} from './api/client.ts';
import {ApiError, strangeAnswer} from './api/fault.ts';
import {projectIdOf} from './api/project-id.ts';
import {type ServerCount, serverCount} from './api/run-count.ts';
import type {RunQuery} from './api/run-query.ts';
import {runQueryV1} from './api/run-query-v1.ts';
import {runQueryV2} from './api/run-query-v2.ts';
import {type PageEnd, readPage} from './page.ts';
import {PageSorting} from './page-sorting.ts';
import {PulledRunReader} from './pulled-run.ts';
import {momentText, slicesOf} from './slice.ts';
import type {Spool} from './spool/spool.ts';
import {type PullAsked, type PullState, type SliceState, STATE_VERSION} from './spool/state.ts';

/** How one slice came out. */
export interface Recount {
  readonly from: string;
  readonly to: string;
  /** Different runs that came. */
  readonly pulled: number;
  readonly server: ServerCount;
}

export interface Pulled {
  readonly state: PullState;
  readonly recounts: readonly Recount[];
}

export interface PullTools {
  readonly client: ApiClient;
  readonly spool: Spool;
  /** A longer run cannot be taken. */
  readonly maxBytes: number;
  /** When a pull that begins now begins. */
  readonly now: () => number;
  /** Says something to whoever waits at the terminal. */
  readonly say: (line: string) => Promise<void>;
  /** One more slice is there, of as many as `slicesOf` makes. */
  readonly onSlice: () => void;
}

interface PageTools extends PullTools {
  readonly reader: PulledRunReader;
}

const QUERIES = {v1: runQueryV1, v2: runQueryV2} as const;

/** Pages without a run, but with a cursor to a next one: a server that gives so many in a row turns in a circle. */
const MOST_EMPTY_PAGES = 100;
const MOST_OUTLASTING = 1000;
/** What a server answers that has no v2, and none of its answers to a question about runs. */
const NO_SUCH_API: ReadonlySet<number> = new Set([404, 405, 501]);
/** What a server may answer to a cursor that is too old. */
const REFUSED_CURSOR: ReadonlySet<number> = new Set([400, 404, 410, 422]);

/**
 * Downloads the runs of some dates into a spool, or what an earlier process left of them, and counts them against the server's statistics. What
 * comes twice falls out in the import.
 *
 * @throws LseError if it could not be downloaded; what came until then is kept, and the next call goes on with it
 */
export async function pull(asked: PullAsked, given: PullTools): Promise<Pulled> {
  const tools = {...given, reader: new PulledRunReader()};
  const state = (await resumed(tools)) ?? (await begun(asked, tools));
  for (const slice of state.slices) {
    if (slice.rounds === 0) await askSlice(state, slice, tools);
    tools.onSlice();
  }
  const recounts: Recount[] = [];
  for (const [at, slice] of state.slices.entries()) {
    if (slice.kind === 'late') continue;
    let recount = await recountOf(state, at, tools);
    // Some may have arrived since. What is still missing after a second time is missing.
    if (isShort(recount) && slice.rounds === 1) {
      await askSlice(state, slice, tools);
      recount = await recountOf(state, at, tools);
    }
    recounts.push(recount);
  }
  return {state, recounts};
}

async function resumed({spool, say}: PullTools): Promise<PullState | null> {
  const state = await spool.readState();
  if (state === null) return null;
  if (!(await spool.hasPagesBefore(state.pages))) {
    await say(
      `Pages of a pull that began at ${momentText(state.startedAt)} are missing in ${spool.directory}: it begins again.`,
    );
    return null;
  }
  await spool.dropPagesFrom(state.pages);
  await say(`Going on with a pull that began at ${momentText(state.startedAt)}: ${state.received} runs are there.`);
  return state;
}

async function begun(asked: PullAsked, {client, spool, now, say}: PullTools): Promise<PullState> {
  await spool.clear();
  const startedAt = now();
  const {from, to, overlap} = asked;
  const slices = slicesOf({from, to, overlap, startedAt});
  const [first] = slices;
  if (first === undefined) {
    throw new UsageError(`${from} is in the future; there are no runs of it.`, 'Name dates up to today, in UTC.');
  }
  const projectId = await projectIdOf(client, asked.project);
  const api = asked.api ?? (await versionOf(client, projectId, first, say));
  const state: PullState = {
    lse: STATE_VERSION,
    asked,
    projectId,
    api,
    startedAt,
    slices: slices.map((slice) => ({...slice, cursor: null, came: 0, tooLong: 0, rounds: 0})),
    pages: 0,
    received: 0,
    leftOut: 0,
    outlasting: [],
  };
  await spool.writeState(state);
  return state;
}

/** v2, or v1 if the server has none: it has just answered to a question about projects, so that the address is right. */
async function versionOf(
  client: ApiClient,
  projectId: string,
  {from, to}: {readonly from: number; readonly to: number},
  say: PullTools['say'],
): Promise<'v1' | 'v2'> {
  const {method, path, body} = runQueryV2.request({projectId, from, to, cursor: null});
  try {
    await client.askJson({method, path, body: {...(body as object), page_size: 1, selects: ['ID']}});
    return 'v2';
  } catch (error) {
    if (!(error instanceof ApiError) || !NO_SUCH_API.has(error.status)) throw error;
    await say(`${client.location} has no API v2 for runs (${error.status}); it is asked by v1.`);
    return 'v1';
  }
}

/** From where it is to its end. */
async function askSlice(state: PullState, slice: SliceState, tools: PageTools): Promise<void> {
  const query = QUERIES[state.api];
  const seen = new Set<string>();
  let empty = 0;
  let isOldCursor = slice.cursor !== null;
  for (;;) {
    const asked = slice.cursor;
    if (asked === null) [slice.came, slice.tooLong] = [0, 0];
    let end: PageEnd;
    try {
      end = await askPage(state, slice, query, tools);
    } catch (error) {
      if (!isOldCursor || !(error instanceof ApiError) || !REFUSED_CURSOR.has(error.status)) throw error;
      await tools.say(
        `The cursor of an earlier process is not taken any more; ${dateOf(slice)} is asked from the start.`,
      );
      isOldCursor = false;
      slice.cursor = null;
      continue;
    }
    isOldCursor = false;
    if (asked !== null) seen.add(asked);
    const where = `${tools.client.location} gave a page of runs from ${momentText(slice.from)} to ${momentText(slice.to)}`;
    if (end.cursor !== null && seen.has(end.cursor)) {
      throw strangeAnswer(`${where} whose cursor leads back to one before it.`, AGAIN);
    }
    slice.came += end.received;
    slice.tooLong += end.tooLong;
    if (end.cursor === null && end.received >= query.pageSize) await requireAll(state, slice, where, tools);
    empty = end.received === 0 ? empty + 1 : 0;
    if (empty > MOST_EMPTY_PAGES)
      throw strangeAnswer(`${where} without a run, as the ${MOST_EMPTY_PAGES} before it.`, AGAIN);
    slice.cursor = end.cursor;
    if (end.cursor === null) slice.rounds += 1;
    state.pages += 1;
    await tools.spool.writeState(state);
    if (end.cursor === null) return;
  }
}

const AGAIN = 'What came before is kept. Go on with the same command, or ask with: --api v1';

/** Writes the next page beside those that are there, and counts it; it belongs to the pull when the state says so. */
async function askPage(state: PullState, slice: SliceState, query: RunQuery, tools: PageTools): Promise<PageEnd> {
  const {client, spool, maxBytes, reader} = tools;
  const {from, to, cursor} = slice;
  const request = query.request({projectId: state.projectId, from, to, cursor});
  const {end, leftOut, outlasting} = await client.ask(request, (body) =>
    spool.writePage(state.pages, async (draft) => {
      const sorting = new PageSorting(state, draft, reader);
      const end = await readPage(body, query, maxBytes, (bytes) => sorting.take(bytes));
      return {end, ...sorting.result()};
    }),
  );
  state.received += end.received;
  state.leftOut += leftOut;
  state.outlasting = [...new Set([...state.outlasting, ...outlasting])].slice(0, MOST_OUTLASTING);
  return end;
}

async function recountOf(
  state: PullState,
  at: number,
  {client, spool}: PullTools,
  pages = state.pages,
): Promise<Recount> {
  const {from, to} = state.slices[at] as SliceState;
  const server = await serverCount(client, {projectId: state.projectId, from, to});
  return {from: momentText(from), to: momentText(to), pulled: await spool.countRuns(at, pages), server};
}

function isShort({pulled, server}: Recount): boolean {
  return 'count' in server && server.count > pulled;
}

/**
 * A full page that leads to no further one is the end, or half of the runs. The server's own count tells which.
 *
 * @throws LseError unless it says that these are all
 */
async function requireAll(state: PullState, slice: SliceState, where: string, tools: PullTools): Promise<void> {
  const {pulled, server} = await recountOf(state, state.slices.indexOf(slice), tools, state.pages + 1);
  // What is asked twice counts for other slices.
  const came = slice.kind === 'late' ? slice.came : pulled;
  if ('count' in server && server.count === came) return;
  const counted = 'count' in server ? `is ${server.count}` : `is not known (${server.fault})`;
  throw strangeAnswer(
    `${where} that is full and has no cursor, so that what follows cannot be asked for: ${came} came, and the server's own count ${counted}.`,
    AGAIN,
  );
}

function dateOf({from}: SliceState): string {
  return momentText(from).slice(0, 10);
}
