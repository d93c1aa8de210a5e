import { createServer, connect, type AddressInfo, type Server, type Socket } from "node:net";

/** Passes bytes on and cuts WebSockets in the middle: after a random number of bytes, whatever they are part of. */
export class CuttingProxy {
  /** How many WebSockets have been cut. */
  cuts = 0;
  /** Whether to cut; connections made meanwhile live on when it is turned on. */
  cutting = false;
  /** Whether connects are refused, as by a network that is away. */
  away = false;

  private readonly sockets = new Set<Socket>();
  private readonly server: Server;

  private constructor(
    private readonly target: number,
    private readonly random: () => number,
  ) {
    this.server = createServer((client) => this.join(client));
  }

  static async start(target: number, random: () => number): Promise<CuttingProxy> {
    const proxy = new CuttingProxy(target, random);
    await new Promise<void>((resolve) => proxy.server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Ends every connection, at once. */
  cutAll(): void {
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  async stop(): Promise<void> {
    this.away = true;
    this.cutAll();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(client: Socket): void {
    if (this.away) return void client.resetAndDestroy();
    const server = connect(this.target, "127.0.0.1");
    const pair = [client, server];
    let webSocket = false;
    let left = Math.floor(this.random() ** 2 * 20_000);

    const end = (): void => {
      for (const socket of pair) {
        socket.destroy();
        this.sockets.delete(socket);
      }
    };
    const cut = (): void => {
      this.cuts++;
      for (const socket of pair) socket.resetAndDestroy();
      end();
    };
    const pass = (from: Socket, to: Socket): void => {
      from.on("data", (chunk) => {
        webSocket ||= from === client && /\r\nupgrade: websocket/i.test(chunk.toString("latin1"));
        const counted = webSocket && this.cutting;
        if (!counted || chunk.length <= left) {
          if (counted) left -= chunk.length;
          // A reader that is slower than the writer holds it up.
          if (!to.write(chunk)) {
            from.pause();
            to.once("drain", () => from.resume());
          }
        } else if (left > 0) {
          to.write(chunk.subarray(0, left), cut);
          left = 0;
        } else {
          cut();
        }
      });
      from.on("close", end);
      from.on("error", end);
    };
    for (const socket of pair) this.sockets.add(socket.setNoDelay(true));
    pass(client, server);
    pass(server, client);
  }
}

/** A repeatable source of randomness (mulberry32), so that a failing run can be had again from its seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
