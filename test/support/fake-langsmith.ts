import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';

/** A run as the server has it: each member as it is written, so that no digit of it changes. */
export interface ServedRun {
  readonly id: string;
  /** ISO 8601. */
  readonly start: string;
  readonly members: Readonly<Record<string, string>>;
}

/** What happens instead of, or to, an answer; `after` lets the answer go out once the fault is over. */
export type ServerFault = (response: ServerResponse, answer: () => void, request: AskedRequest) => void;

export interface AskedRequest {
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: IncomingMessage['headers'];
}

interface Project {
  readonly id: string;
  readonly name: string;
  runs: ServedRun[];
}

export const KEY = 'lsv2_pt_0123456789abcdef0123456789abcdef_0123456789';

/** Fields of v2; one that is not here is refused, as by the real one. */
const V2_FIELDS = new Set(
  'ID NAME RUN_TYPE STATUS START_TIME END_TIME LATENCY_SECONDS FIRST_TOKEN_TIME ERROR ERROR_PREVIEW EXTRA METADATA EVENTS INPUTS INPUTS_PREVIEW OUTPUTS OUTPUTS_PREVIEW MANIFEST PARENT_RUN_IDS PROJECT_ID TRACE_ID THREAD_ID DOTTED_ORDER IS_ROOT REFERENCE_EXAMPLE_ID REFERENCE_DATASET_ID TOTAL_TOKENS PROMPT_TOKENS COMPLETION_TOKENS TOTAL_COST PROMPT_COST COMPLETION_COST PROMPT_TOKEN_DETAILS COMPLETION_TOKEN_DETAILS PROMPT_COST_DETAILS COMPLETION_COST_DETAILS PRICE_MODEL_ID TAGS APP_PATH ATTACHMENTS THREAD_EVALUATION_TIME IS_IN_DATASET SHARE_URL FEEDBACK_STATS'.split(
    ' ',
  ),
);

const DAY = 86_400_000;

/**
 * A server that behaves as LangSmith's API is documented to: keys and workspaces, projects by name, v2 (ids alone unless fields are named, one day
 * unless times are, up to 1,000 a page, opaque cursors), v1 (up to 100 a page, filters) and statistics.
 */
export class FakeLangSmith {
  readonly #server: Server;
  readonly #projects = new Map<string, Project>();
  /** Faults of the next answers, by the end of their path; the first that fits is used up. */
  readonly faults: {path: string; fault: ServerFault}[] = [];
  readonly requests: AskedRequest[] = [];
  /** Called with each request before it is answered. */
  onRequest: (request: AskedRequest) => void = () => {};
  /** False: an older server of one's own. */
  hasV2 = true;
  hasStatistics = true;
  /** What the statistics say too many, or too few. */
  countsMore = 0;
  workspace: string | null = null;
  /** No more runs a page than this, whatever is asked for. */
  mostPerPage = 1000;

  private constructor(server: Server) {
    this.#server = server;
    server.on('request', (request, response) => void this.#serve(request, response));
  }

  static async start(): Promise<FakeLangSmith> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new FakeLangSmith(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  project(name: string, runs: ServedRun[] = []): Project {
    const id = `00000000-0000-4000-8000-${String(this.#projects.size).padStart(12, '0')}`;
    const project = {id, name, runs};
    this.#projects.set(name, project);
    return project;
  }

  fail(path: string, ...faults: ServerFault[]): void {
    this.faults.push(...faults.map((fault) => ({path, fault})));
  }

  asked(path: string): AskedRequest[] {
    return this.requests.filter((request) => request.path.endsWith(path));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const {pathname, searchParams} = new URL(request.url ?? '/', this.url);
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    const text = Buffer.concat(pieces).toString('utf8');
    const asked = {path: pathname, body: text === '' ? {} : JSON.parse(text), headers: request.headers};
    this.requests.push(asked);
    this.onRequest(asked);
    const answer = (): void => {
      const {status, body} = this.#answer(asked, searchParams);
      response.writeHead(status, {'content-type': 'application/json'}).end(body);
    };
    const at = this.faults.findIndex(({path}) => pathname.endsWith(path));
    const fault = at === -1 ? undefined : this.faults.splice(at, 1)[0];
    if (fault === undefined) answer();
    else fault.fault(response, answer, asked);
  }

  #answer({path, body, headers}: AskedRequest, query: URLSearchParams): {status: number; body: string} {
    const fault = (status: number, detail: string) => ({status, body: JSON.stringify({detail})});
    if (headers['x-api-key'] !== KEY) return fault(401, `Invalid token ${headers['x-api-key']}`);
    if (this.workspace !== null && headers['x-tenant-id'] !== this.workspace) {
      return {status: 403, body: '{"error": "org_scoped_key_requires_workspace"}'};
    }
    if (path === '/api/v1/sessions') {
      const named = [...this.#projects.values()].filter(({name}) => name === query.get('name'));
      return {status: 200, body: JSON.stringify(named.map(({id, name}) => ({id, name, run_count: null})))};
    }
    if (path === '/api/v2/runs/query' && this.hasV2) return this.#v2(body, fault);
    if (path === '/api/v1/runs/query') return this.#v1(body, fault);
    if (path === '/api/v1/runs/stats' && this.hasStatistics) {
      const count = this.#between(body.session as string[], ...boundsOf(body)).length + this.countsMore;
      return {status: 200, body: JSON.stringify({run_count: count, latency_p50: null})};
    }
    return fault(404, 'Not Found');
  }

  #v2(body: AskedRequest['body'], fault: (status: number, detail: string) => {status: number; body: string}) {
    const {
      project_ids,
      selects = ['ID'],
      page_size = 100,
      cursor,
    } = body as {
      project_ids?: string[];
      selects?: string[];
      page_size?: number;
      cursor?: string;
    };
    const unknown = selects.find((name) => !V2_FIELDS.has(name));
    if (project_ids === undefined) return fault(422, 'project_ids is required');
    if (unknown !== undefined) return fault(422, `unknown field ${unknown}`);
    if (page_size < 1 || page_size > 1000) return fault(422, 'page_size must be between 1 and 1000');
    const now = Date.now();
    const from = Date.parse((body.min_start_time as string) ?? new Date(now - DAY).toISOString());
    const to = Date.parse((body.max_start_time as string) ?? new Date(now).toISOString());
    // Both ends included.
    const runs = this.#between(project_ids, from, to + 1);
    const offset = cursor === undefined ? 0 : offsetOf(cursor);
    if (offset === null) return fault(400, 'invalid cursor');
    const page = runs.slice(offset, offset + Math.min(page_size, this.mostPerPage));
    const items = page.map((run) =>
      printed(
        run,
        selects.map((name) => name.toLowerCase()),
      ),
    );
    const next = offset + page.length < runs.length ? JSON.stringify(cursorAt(offset + page.length)) : 'null';
    return {status: 200, body: `{"items": [${items.join(', ')}], "next_cursor": ${next}}`};
  }

  #v1(body: AskedRequest['body'], fault: (status: number, detail: string) => {status: number; body: string}) {
    const {
      session,
      select = ['id'],
      limit = 100,
      cursor,
    } = body as {
      session?: string[];
      select?: string[];
      limit?: number;
      cursor?: string;
    };
    if (session === undefined) return fault(422, 'session is required');
    if (limit > 100) return fault(422, 'limit must be at most 100');
    const runs = this.#between(session, ...boundsOf(body));
    const offset = cursor === undefined ? 0 : offsetOf(cursor);
    if (offset === null) return fault(400, 'invalid cursor');
    const page = runs.slice(offset, offset + limit);
    const next = offset + page.length < runs.length ? cursorAt(offset + page.length) : null;
    const printedRuns = page.map((run) => printed({...run, members: asV1(run.members)}, select));
    return {
      status: 200,
      body: `{\n "runs": [\n${printedRuns.join(',\n')}\n],\n "cursors": ${JSON.stringify({next, prev: null})}, "search_cursors": null, "parsed_query": null}`,
    };
  }

  /** The newest first, as the real one does. */
  #between(projectIds: readonly string[], from: number, to: number): ServedRun[] {
    return [...this.#projects.values()]
      .filter(({id}) => projectIds.includes(id))
      .flatMap(({runs}) => runs)
      .filter(({start}) => from <= Date.parse(start) && Date.parse(start) < to)
      .sort((left, right) => (left.start < right.start ? 1 : left.start > right.start ? -1 : 0));
  }
}

function boundsOf({filter}: AskedRequest['body']): [from: number, to: number] {
  const [, from, to] = /^and\(gte\(start_time, "([^"]+)"\), lt\(start_time, "([^"]+)"\)\)$/.exec(String(filter)) ?? [];
  if (from === undefined || to === undefined) throw new Error(`the filter ${filter} is none that is understood here`);
  return [Date.parse(from), Date.parse(to)];
}

function printed({members}: ServedRun, names: readonly string[]): string {
  return `{${names.flatMap((name) => (members[name] === undefined ? [] : [`"${name}":${members[name]}`])).join(',')}}`;
}

function asV1({project_id, status, run_type, ...members}: ServedRun['members']): Record<string, string> {
  return {
    ...members,
    session_id: project_id as string,
    status: (status as string).toLowerCase(),
    run_type: (run_type as string).toLowerCase(),
  };
}

function cursorAt(offset: number): string {
  return Buffer.from(JSON.stringify({offset})).toString('base64url');
}

function offsetOf(cursor: string): number | null {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')).offset;
  } catch {
    return null;
  }
}

/** A run of a trace, the root where no parent is named. Its one number has more digits than a double. */
export function servedRun(
  number: number,
  start: string,
  {
    root,
    end = start,
    status = 'SUCCESS',
    rest = {},
  }: {root?: ServedRun; end?: string | null; status?: string; rest?: Record<string, string>} = {},
): ServedRun {
  const id = `10000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
  const part = (moment: string, of: string): string =>
    `${new Date(moment).toISOString().replaceAll(/[-:.]/g, '').replace('Z', '000Z')}${of}`;
  const rootOrder = root === undefined ? '' : `${part(root.start, root.id)}.`;
  return {
    id,
    start,
    members: {
      id: JSON.stringify(id),
      name: '"zenrows_scraper"',
      run_type: '"TOOL"',
      status: JSON.stringify(status),
      start_time: JSON.stringify(start),
      end_time: JSON.stringify(end),
      error: status === 'SUCCESS' ? 'null' : '"HTTPError()"',
      inputs: '{"url": "https://example.org/a?b=c", "price": 0.1000000000000000055}',
      outputs: '{"n": 12345678901234567890}',
      trace_id: JSON.stringify(root?.id ?? id),
      parent_run_ids: JSON.stringify(root === undefined ? [] : [root.id]),
      dotted_order: JSON.stringify(`${rootOrder}${part(start, id)}`),
      project_id: '"00000000-0000-4000-8000-000000000000"',
      is_root: JSON.stringify(root === undefined),
      ...rest,
    },
  };
}
