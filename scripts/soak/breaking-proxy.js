import {once} from 'node:events';
import {connect, createServer} from 'node:net';

/**
 * What happens to a connection after so many bytes from the server: it ends, it is reset, or nothing comes any more though it
 * stays open.
 *
 * @typedef {{how: 'cut' | 'reset' | 'silence', bytes: number}} Break
 */

/** A TCP proxy before a server. Each connection of a time with a `Break` breaks; one without passes everything on. */
export class BreakingProxy {
  /** @type {Break | null} */
  breakage = null;
  /** How many connections have broken. */
  breaks = 0;
  #server;
  /** @type {Set<import('node:net').Socket>} */
  #sockets = new Set();

  /** @param {string} host @param {number} port */
  constructor(host, port) {
    this.#server = createServer((client) => this.#pass(client, connect(port, host)));
  }

  /** @returns {Promise<number>} the port on 127.0.0.1 */
  async listen() {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return /** @type {import('node:net').AddressInfo} */ (this.#server.address()).port;
  }

  /** Ends what is open, also what was silent. */
  release() {
    this.breakage = null;
    for (const socket of this.#sockets) socket.destroy();
  }

  close() {
    this.release();
    this.#server.close();
  }

  /** @param {import('node:net').Socket} client @param {import('node:net').Socket} server */
  #pass(client, server) {
    const breakage = this.breakage;
    let left = breakage?.bytes ?? Infinity;
    let isSilent = false;
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.on('error', () => {}).on('close', () => this.#sockets.delete(socket));
    }
    client.on('data', (bytes) => isSilent || server.write(bytes));
    server.on('data', (bytes) => {
      if (isSilent) return;
      client.write(bytes.subarray(0, left));
      left -= bytes.length;
      if (left > 0 || breakage === null) return;
      this.breaks += 1;
      if (breakage.how === 'silence') isSilent = true;
      else {
        if (breakage.how === 'reset') client.resetAndDestroy();
        else client.end();
        server.destroy();
      }
    });
    server.on('close', () => isSilent || client.end());
    client.on('close', () => server.destroy());
  }
}
