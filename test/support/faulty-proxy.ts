import {once} from 'node:events';
import {type AddressInfo, connect, createServer, type Server, type Socket} from 'node:net';

/**
 * What happens to a connection once so many bytes of the server have gone through it. `close` and `reset` end it, `silence`
 * lets nothing through any more in either direction, and a function is waited for before the next byte goes on.
 */
export type Fault = 'close' | 'reset' | 'silence' | (() => Promise<void>);

/** A network between `lse` and a PostgreSQL server, which fails when it is told to. */
export class FaultyProxy {
  readonly #server: Server;
  readonly #target: URL;
  readonly #sockets = new Set<Socket>();
  #fault: Fault | null = null;
  #after = 0;
  #times = 0;
  /** Whether the bytes of all connections count together, and one of them fails. */
  #inAll = false;
  #commit: 'before' | 'after' | null = null;
  #commitsBefore = 0;
  /** Bytes of the server that went through since the proxy was told what to do. */
  bytes = 0;
  /** Connections that were made since then. */
  connections = 0;

  private constructor(server: Server, target: URL) {
    this.#server = server;
    this.#target = target;
    server.on('connection', (socket) => this.#join(socket));
  }

  /** `host` is an address of this machine at which the clients reach it. */
  static async start(url: string, host = '127.0.0.1'): Promise<FaultyProxy> {
    const server = createServer().listen(0, host);
    await once(server, 'listening');
    return new FaultyProxy(server, new URL(url));
  }

  /** The URL of the database through this proxy. */
  get url(): string {
    const url = new URL(this.#target);
    [url.hostname, url.port] = [this.address.host, String(this.address.port)];
    // One connection each time: where a server has no TLS, asking for it takes another.
    url.searchParams.set('sslmode', 'disable');
    return url.href;
  }

  get address(): {readonly host: string; readonly port: number} {
    const {address, port} = this.#server.address() as AddressInfo;
    return {host: address, port};
  }

  /** Everything goes through. */
  pass(): void {
    this.fail(null, 0, 0);
  }

  /** From now on the first `times` connections fail, each after so many bytes of the server. */
  fail(fault: Fault | null, after: number, times = Number.POSITIVE_INFINITY): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#commit = null;
    this.#inAll = false;
    [this.#fault, this.#after, this.#times, this.bytes, this.connections] = [fault, after, times, 0, 0];
  }

  /** Once so many bytes have gone through all connections together, the one that is in use fails; the next ones do not. */
  failInAll(fault: Fault, after: number): void {
    this.fail(fault, after, 0);
    this.#inAll = true;
  }

  /**
   * From now on the connection that asks for the nth commit breaks: before the server hears of it, or after it has answered
   * and before the answer goes on.
   */
  failCommit(moment: 'before' | 'after', nth: number): void {
    this.pass();
    [this.#commit, this.#commitsBefore] = [moment, nth - 1];
  }

  async stop(): Promise<void> {
    this.pass();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(client: Socket): void {
    this.connections += 1;
    let fault = this.connections <= this.#times ? this.#fault : null;
    const server = connect(Number(this.#target.port || 5432), this.#target.hostname);
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      // The other end may be gone.
      socket.on('error', () => {});
      socket.on('close', () => {
        this.#sockets.delete(socket);
        // Who falls silent does not say that the other end has gone, either.
        if (fault !== 'silence' || socket === client) (socket === client ? server : client).destroy();
      });
    }
    let [passed, isSilent] = [0, false];
    client.on('data', (bytes: Buffer) => {
      if (isSilent) return;
      const isAsked = this.#commit !== null && bytes.includes('commit\0');
      const isCommit = isAsked && this.#commitsBefore === 0;
      if (isAsked) this.#commitsBefore -= 1;
      if (isCommit && this.#commit === 'before') client.destroy();
      else server.write(bytes);
      if (isCommit && this.#commit === 'after') {
        isSilent = true;
        server.once('data', () => client.destroy());
      }
      if (isCommit) this.#commit = null;
    });
    server.on('data', async (bytes: Buffer) => {
      if (isSilent) return;
      if (this.#inAll) fault = this.#fault;
      const left = this.#after - (this.#inAll ? this.bytes : passed);
      if (fault === null || bytes.length < left) {
        passed += bytes.length;
        this.bytes += bytes.length;
        client.write(bytes);
        return;
      }
      isSilent = true;
      if (this.#inAll) this.#fault = null;
      this.bytes += Math.max(0, left);
      await written(client, bytes.subarray(0, Math.max(0, left)));
      if (fault === 'close') client.end();
      if (fault === 'reset') client.resetAndDestroy();
      if (typeof fault !== 'function') return;
      server.pause();
      await fault();
      isSilent = false;
      passed = Number.NEGATIVE_INFINITY;
      client.write(bytes.subarray(Math.max(0, left)));
      server.resume();
    });
  }
}

function written(socket: Socket, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => socket.write(bytes, () => resolve()));
}
