import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/** The TCP side: who is connected, and what happens to them. A port once taken is kept over `refuse` and `accept`, as a server keeps its address over a restart. */
export class Connections {
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port: number;

  constructor(port: number, private readonly host: string, private readonly welcome: (socket: Socket) => void) {
    this.#port = port;
  }

  get port(): number {
    return this.#port;
  }

  async accept(): Promise<void> {
    if (this.#server) return;
    const server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => socket.destroy()); // a reset by the other side is its right
      socket.on('close', () => this.#sockets.delete(socket));
      this.welcome(socket);
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, this.host, resolve);
    });
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  /** Nobody gets in, and who is in is thrown out, as when the process has died. */
  async refuse(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    const closed = server && new Promise<void>((resolve) => { server.close(() => resolve()); });
    this.drop();
    await closed;
  }

  /** Breaks every connection, or the one from `peer` ("address:port"). New ones are welcome. */
  drop(peer?: string): void {
    for (const socket of this.#sockets) {
      if (peer === undefined || peer.endsWith(`:${socket.remotePort}`)) socket.destroy();
    }
  }
}
