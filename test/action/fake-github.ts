import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http';

interface Comment {
  readonly id: number;
  body: string;
  readonly user: {readonly login: string; readonly type: string};
}

/** As much of GitHub's interface as comments on pull request 7 of o/r need, on this machine. */
export class FakeGitHub {
  readonly comments: Comment[] = [];
  readonly requests: string[] = [];
  /** The status of every answer to a POST or PATCH; null: they are done. */
  refuseWrites: number | null = null;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start(): Promise<FakeGitHub> {
    const github = new FakeGitHub();
    await new Promise<void>((resolve) => github.#server.listen(0, '127.0.0.1', resolve));
    return github;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as {port: number}).port}`;
  }

  add(comment: Omit<Comment, 'id'>): void {
    this.comments.push({id: this.comments.length + 1, ...comment});
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const {method = '', url = ''} = request;
    this.requests.push(`${method} ${url}`);
    let text = '';
    for await (const piece of request.setEncoding('utf8')) text += piece;
    const send = (status: number, body: unknown): void => void response.writeHead(status).end(JSON.stringify(body));
    if (request.headers.authorization !== 'Bearer token-of-the-job') return send(401, {});
    const {pathname, searchParams} = new URL(url, this.url);
    if (method !== 'GET' && this.refuseWrites !== null) return send(this.refuseWrites, {message: 'no'});
    const of7 = '/repos/o/r/issues/7/comments';
    if (method === 'GET' && pathname === of7) {
      const [size, page] = [Number(searchParams.get('per_page')), Number(searchParams.get('page'))];
      return send(200, this.comments.slice((page - 1) * size, page * size));
    }
    if (method === 'POST' && pathname === of7) {
      this.add({body: JSON.parse(text).body, user: {login: 'github-actions[bot]', type: 'Bot'}});
      return send(201, this.comments.at(-1));
    }
    const id = Number(/^\/repos\/o\/r\/issues\/comments\/(\d+)$/.exec(pathname)?.[1]);
    const comment = this.comments.find((each) => each.id === id);
    // The token of a job may not ask who it is.
    if (method !== 'PATCH' || comment === undefined) return send(pathname === '/user' ? 403 : 404, {});
    comment.body = JSON.parse(text).body;
    send(200, comment);
  }
}
