import { defaultBackoff } from "./backoff.js";
import { Calls, closedBy } from "./calls.js";
import { Connection, type ConnectionStatus } from "./connection.js";
import type { HistoryPage, MarkReadResult, PresenceSnapshot, PublishResult, ReadCursorsResult, StatePage, Welcome } from "./contracts.js";
import { Emitter } from "./emitter.js";
import { signalRLinks, type ArgumentOf, type CallbackName, type Method, type RequestOf, type ResultOf } from "./link.js";
import type { CallOptions, HistoryOptions, HubClientEvents, HubClientOptions, MethodCallOptions, PublishOptions, StateOptions } from "./options.js";
import { Outbox } from "./outbox.js";
import type { SubscribeOptions } from "./subscribeOptions.js";
import type { Subscription } from "./subscription.js";
import { Subscriptions } from "./subscriptions.js";
import { watchSurroundings } from "./surroundings.js";
import { fixed, TokenRefresh } from "./tokens.js";

/**
 * A client of RealtimeHub. It keeps one connection, comes back by itself from whatever ends it, and then goes on with
 * every subscription where it was.
 */
export class HubClient implements Disposable {
  private readonly events = new Emitter<HubClientEvents>();
  private readonly connection: Connection;
  private readonly subscriptions: Subscriptions;
  private readonly outbox: Outbox;
  private readonly calls: Calls;
  private readonly tokens: TokenRefresh | undefined;
  private endWatch: (() => void) | undefined;

  /** @param url The hub's address, such as `https://example.org/hub`; in a page `/hub` will do. */
  constructor(url: string, options: HubClientOptions = {}) {
    const { protocol, http, random = Math.random } = options;
    const backoff = { ...defaultBackoff, ...options.backoff };
    const token = typeof options.token === "string" ? fixed(options.token) : options.token;
    this.connection = new Connection({
      open: options.open ?? signalRLinks({ url, token, protocol, http }),
      backoff,
      random,
      listener: {
        status: (status) => this.statusChanged(status),
        callback: (name, argument) => this.called(name, argument),
      },
    });
    const invoke = this.connection.invoke.bind(this.connection);
    this.calls = new Calls(this.connection, (look) => this.on("status", look));
    this.subscriptions = new Subscriptions(invoke, backoff, random);
    this.outbox = new Outbox(options.outboxCapacity ?? 1_000, (request) => invoke("Publish", request));
    this.tokens = token && new TokenRefresh(token, this.connection, (error) => this.events.emit("tokenError", error));
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
    const started = this.calls.untilConnected(options.signal);
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

  readHistory(channel: string, options: HistoryOptions = {}): Promise<HistoryPage> {
    const { signal, ...more } = options;
    return this.calls.repeated("ReadHistory", { channel, ...more }, signal);
  }

  readState(channel: string, options: StateOptions = {}): Promise<StatePage> {
    const { signal, ...more } = options;
    return this.calls.repeated("ReadState", { channel, ...more }, signal);
  }

  readPresence(channel: string, { signal }: CallOptions = {}): Promise<PresenceSnapshot> {
    return this.calls.repeated("ReadPresence", { channel }, signal);
  }

  /** Sets what this connection says of itself in a subscribed channel. A new connection says nothing until told again. */
  updatePresence(channel: string, data: unknown, { signal }: CallOptions = {}): Promise<void> {
    return this.calls.repeated("UpdatePresence", { channel, data: data ?? null }, signal);
  }

  /** Moves the user's read position forward; it never moves back. */
  markRead(channel: string, offset: number, { signal }: CallOptions = {}): Promise<MarkReadResult> {
    return this.calls.repeated("MarkRead", { channel, offset }, signal);
  }

  /** Reads the user's read positions; without channels all of them. */
  readCursors(channels?: readonly string[], { signal }: CallOptions = {}): Promise<ReadCursorsResult> {
    return this.calls.repeated("ReadCursors", { channels }, signal);
  }

  /** Calls any method of the hub, waiting for a connection first. When it is lost meanwhile the call is rejected, or made again if `repeated`. */
  call<M extends Method>(method: M, request: RequestOf<M>, { signal, repeated }: MethodCallOptions = {}): Promise<ResultOf<M>> {
    return repeated ? this.calls.repeated(method, request, signal) : this.calls.once(method, request, signal);
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
        this.outbox.close(closedBy(status));
        break;
      default:
        this.lost("error" in status ? status.error : undefined);
    }
    this.events.emit("status", status);
  }

  private lost(error: Error | undefined): void {
    this.tokens?.stop();
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
    TokenExpiring: () => void this.tokens?.refresh(),
    Draining: (draining) => this.events.emit("draining", draining),
    Closing: (closing) => this.events.emit("closing", closing),
  };
}
