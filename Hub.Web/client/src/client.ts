import type { IHttpConnectionOptions, IHubProtocol } from "@microsoft/signalr";
import { defaultBackoff, type Backoff } from "./backoff";
import { Connection, type ConnectionStatus } from "./connection";
import type {
  Closing,
  Draining,
  HistoryPage,
  MarkReadResult,
  PresenceSnapshot,
  PublishRequest,
  PublishResult,
  ReadCursorsResult,
  ReadHistoryRequest,
  ReadStateRequest,
  StatePage,
  Welcome,
} from "./contracts";
import { Emitter } from "./emitter";
import { ClosedError, ConnectionLostError } from "./errors";
import { signalRLinks, type ArgumentOf, type CallbackName, type Method, type OpenLink, type RequestOf, type ResultOf } from "./link";
import { Outbox } from "./outbox";
import type { SubscribeOptions, Subscription } from "./subscription";
import { Subscriptions } from "./subscriptions";
import { watchSurroundings } from "./surroundings";
import type { TokenProvider } from "./tokens";

/** How a client behaves; every option has a default. */
export interface HubClientOptions {
  /** A token, or what gives one; absent connects anonymously. */
  readonly token?: string | TokenProvider;
  /** The hub protocol; JSON when absent, or `new MessagePackHubProtocol()` of `@microsoft/signalr-protocol-msgpack`. */
  readonly protocol?: IHubProtocol;
  /** Waits between attempts to connect. */
  readonly backoff?: Partial<Backoff>;
  /** The most publishes that wait for their answer; 1,000 when absent. */
  readonly outboxCapacity?: number;
  /** Transport, headers and such, as SignalR has them. */
  readonly http?: IHttpConnectionOptions;
  /** From 0 to below 1; `Math.random` when absent. */
  readonly random?: () => number;
  /** @internal Makes connections; SignalR's when absent. */
  readonly open?: OpenLink;
}

/** More about a publish. */
export interface PublishOptions extends Pick<PublishRequest, "key" | "removed" | "idempotencyKey" | "expectedOffset"> {
  /** Aborting takes the publish back if it has not left yet. */
  readonly signal?: AbortSignal;
  /** True refuses the publish while there is no connection instead of keeping it for the next one. */
  readonly needsConnection?: boolean;
}

export interface CallOptions {
  /** Aborting ends the waiting; what has left may still be done. */
  readonly signal?: AbortSignal;
}

/** What a client tells. */
export interface HubClientEvents {
  readonly status: ConnectionStatus;
  readonly welcome: Welcome;
  readonly draining: Draining;
  readonly closing: Closing;
  /** A token could not be had or was refused; it is tried again. */
  readonly tokenError: Error;
}

const tokenRetryMs = 5_000;

/**
 * A client of RealtimeHub. It keeps one connection, comes back by itself from whatever ends it, and then goes on with
 * every subscription where it was.
 */
export class HubClient implements Disposable {
  private readonly events = new Emitter<HubClientEvents>();
  private readonly random: () => number;
  private readonly connection: Connection;
  private readonly subscriptions: Subscriptions;
  private readonly outbox: Outbox;
  private readonly token: TokenProvider | undefined;
  private endWatch: (() => void) | undefined;
  private tokenTimer: ReturnType<typeof setTimeout> | undefined;

  /** @param url The hub's address, such as `https://example.org/hub`; in a page `/hub` will do. */
  constructor(url: string, options: HubClientOptions = {}) {
    const { token, protocol, http } = options;
    const backoff = { ...defaultBackoff, ...options.backoff };
    this.random = options.random ?? Math.random;
    this.token = typeof token === "string" ? () => token : token;
    this.connection = new Connection({
      open: options.open ?? signalRLinks({ url, token: this.token, protocol, http }),
      backoff,
      random: this.random,
      listener: {
        status: (status) => this.statusChanged(status),
        callback: (name, argument) => this.called(name, argument),
      },
    });
    const invoke = this.connection.invoke.bind(this.connection);
    this.subscriptions = new Subscriptions(invoke, backoff, this.random);
    this.outbox = new Outbox(options.outboxCapacity ?? 1_000, (request) => invoke("Publish", request), () => crypto.randomUUID());
  }

  /** Where the connection stands. */
  get status(): ConnectionStatus {
    return this.connection.status;
  }

  /** How many publishes wait for their answer. */
  get waitingPublishes(): number {
    return this.outbox.length;
  }

  /** Begins connecting. Resolves with the first Welcome, however long that takes; rejects when there will be none. */
  start(options: CallOptions = {}): Promise<Welcome> {
    this.endWatch ??= watchSurroundings(() => this.connection.probe());
    this.connection.start();
    const started = this.connected(options.signal);
    // Nobody has to wait for it.
    started.catch(() => undefined);
    return started;
  }

  /** Ends the connection and with it subscriptions and waiting publishes, for good. */
  stop(): void {
    this.connection.stop();
  }

  /** Ends a wait between two attempts; while connected, sees whether the server still answers. */
  reconnectNow(): void {
    this.connection.probe();
  }

  [Symbol.dispose](): void {
    this.stop();
  }

  /** Adds a handler; the answer takes it away again. */
  on<Name extends keyof HubClientEvents>(name: Name, handler: (event: HubClientEvents[Name]) => void): () => void {
    return this.events.on(name, handler);
  }

  /** Receives a channel from now on, also before `start` and while there is no connection. */
  subscribe<T = unknown>(channel: string, options: SubscribeOptions<T> = {}): Subscription<T> {
    return this.subscriptions.add(channel, options);
  }

  /**
   * Publishes, now or as soon as there is a connection, once. Resolves when the server has accepted it. What waited for a
   * connection waits for a server that is busy, too; a publish made while connected is refused.
   */
  publish(channel: string, type: string, data: unknown, options: PublishOptions = {}): Promise<PublishResult> {
    const { signal, needsConnection, ...more } = options;
    return this.outbox.publish({ ...more, channel, type, data: data ?? null }, { signal, needsConnection });
  }

  /** Sends a message that nobody keeps; without a connection it is not sent. */
  signal(channel: string, type: string, data: unknown): Promise<void> {
    return this.connection.invoke("Signal", { channel, type, data: data ?? null });
  }

  readHistory(channel: string, options: Omit<ReadHistoryRequest, "channel"> & CallOptions = {}): Promise<HistoryPage> {
    const { signal, ...more } = options;
    return this.read("ReadHistory", { channel, ...more }, signal);
  }

  readState(channel: string, options: Omit<ReadStateRequest, "channel"> & CallOptions = {}): Promise<StatePage> {
    const { signal, ...more } = options;
    return this.read("ReadState", { channel, ...more }, signal);
  }

  readPresence(channel: string, { signal }: CallOptions = {}): Promise<PresenceSnapshot> {
    return this.read("ReadPresence", { channel }, signal);
  }

  /** Sets what this connection says of itself in a subscribed channel. A new connection says nothing until told again. */
  updatePresence(channel: string, data: unknown, { signal }: CallOptions = {}): Promise<void> {
    return this.read("UpdatePresence", { channel, data: data ?? null }, signal);
  }

  /** Moves the user's read position forward; it never moves back. */
  markRead(channel: string, offset: number, { signal }: CallOptions = {}): Promise<MarkReadResult> {
    return this.read("MarkRead", { channel, offset }, signal);
  }

  /** Reads the user's read positions; without channels all of them. */
  readCursors(channels?: readonly string[], { signal }: CallOptions = {}): Promise<ReadCursorsResult> {
    return this.read("ReadCursors", { channels }, signal);
  }

  /** Calls any method of the hub, waiting for a connection first. When it is lost meanwhile the call is rejected. */
  async call<M extends Method>(method: M, request: RequestOf<M>, { signal }: CallOptions = {}): Promise<ResultOf<M>> {
    return this.callOnce(method, request, signal);
  }

  private async callOnce<M extends Method>(method: M, request: RequestOf<M>, signal: AbortSignal | undefined): Promise<ResultOf<M>> {
    await this.connected(signal);
    const answer = this.connection.invoke(method, request);
    return signal ? Promise.race([answer, aborted(signal)]) : answer;
  }

  /** Calls that may as well be made twice are made again when the connection was lost under them. */
  private async read<M extends Method>(method: M, request: RequestOf<M>, signal: AbortSignal | undefined): Promise<ResultOf<M>> {
    for (;;) {
      try {
        return await this.callOnce(method, request, signal);
      } catch (error) {
        if (!(error instanceof ConnectionLostError) || this.status.state === "closed") throw error;
      }
    }
  }

  /** Resolves when there is a connection; rejects when there will be none, or when aborted. */
  private connected(signal: AbortSignal | undefined): Promise<Welcome> {
    return new Promise((resolve, reject) => {
      const look = (status: ConnectionStatus): void => {
        if (status.state === "connected") done(() => resolve(status.welcome));
        if (status.state === "closed") done(() => reject(status.error ?? stopped()));
      };
      const onAbort = (): void => done(() => reject(signal?.reason));
      const done = (settle: () => void): void => {
        off();
        signal?.removeEventListener("abort", onAbort);
        settle();
      };
      const off = this.on("status", look);
      signal?.addEventListener("abort", onAbort);
      if (signal?.aborted) onAbort();
      look(this.status);
    });
  }

  private statusChanged(status: ConnectionStatus): void {
    switch (status.state) {
      case "connected":
        this.subscriptions.open();
        this.outbox.open();
        this.events.emit("welcome", status.welcome);
        break;
      case "closed":
        this.endWatch?.();
        this.lost(status.error);
        this.subscriptions.close(status.error);
        this.outbox.close(status.error ?? stopped());
        break;
      default:
        this.lost("error" in status ? status.error : undefined);
    }
    this.events.emit("status", status);
  }

  private lost(error: Error | undefined): void {
    clearTimeout(this.tokenTimer);
    this.subscriptions.lose(error);
    this.outbox.lose();
  }

  private called<N extends CallbackName>(name: N, argument: ArgumentOf<N>): void {
    const hear = this.hearing[name] as ((argument: ArgumentOf<N>) => void) | undefined;
    hear?.(argument);
  }

  private readonly hearing: { readonly [N in CallbackName]?: (argument: ArgumentOf<N>) => void } = {
    Publication: (publication) => this.subscriptions.get(publication.channel)?.published(publication),
    Signal: (signal) => this.subscriptions.get(signal.channel)?.signalled(signal),
    Presence: (change) => this.subscriptions.get(change.channel)?.presenceChanged(change),
    Reset: (reset) => this.subscriptions.get(reset.channel)?.reset(reset),
    Unsubscribed: (unsubscribed) => this.subscriptions.unsubscribed(unsubscribed),
    TokenExpiring: () => void this.refreshToken(),
    Draining: (draining) => this.events.emit("draining", draining),
    Closing: (closing) => this.events.emit("closing", closing),
  };

  /** Tried until it works or the connection ends: the next one takes a new token by itself. */
  private async refreshToken(): Promise<void> {
    if (this.token === undefined) return;
    try {
      await this.connection.invoke("RefreshToken", { token: await this.token() });
    } catch (error) {
      if (this.status.state !== "connected") return;
      this.events.emit("tokenError", error instanceof Error ? error : new Error(String(error)));
      this.tokenTimer = setTimeout(() => void this.refreshToken(), tokenRetryMs);
    }
  }
}

function stopped(): ClosedError {
  return new ClosedError("stopped", "the client was stopped");
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
