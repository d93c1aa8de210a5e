import { backoffOf } from "./connections/backoff.js";
import { Calls, closedBy } from "./connections/calls.js";
import { Connection, type ConnectionStatus } from "./connections/connection.js";
import type { HistoryPage, MarkReadResult, PresenceSnapshot, PublishResult, ReadCursorsResult, StatePage, Welcome } from "./contracts.js";
import { Emitter } from "./emitter.js";
import type { ChannelListener } from "./connections/channelListener.js";
import { signalRLinks, type ArgumentOf, type CallbackName, type Method, type RequestOf, type ResultOf } from "./connections/link.js";
import type { CallOptions, HistoryOptions, HubClientEvents, HubClientOptions, MethodCallOptions, PublishOptions, StateOptions } from "./options.js";
import { PublishQueue } from "./publishing/publishQueue.js";
import type { SubscriptionOptions } from "./subscriptions/subscriptionOptions.js";
import type { Subscription } from "./subscriptions/subscription.js";
import { SubscriptionSet } from "./subscriptions/subscriptionSet.js";
import { watchPageLifecycle } from "./connections/pageLifecycle.js";
import { fixed, TokenRefresh } from "./connections/tokens.js";

/**
 * A client of RealtimeHub. It keeps one connection, comes back by itself from whatever ends it, and then goes on with
 * every subscription where it was.
 */
export class HubClient implements Disposable {
  private readonly events = new Emitter<HubClientEvents>();
  private readonly connection: Connection;
  private readonly subscriptions: SubscriptionSet;
  private readonly publishQueue: PublishQueue;
  private readonly calls: Calls;
  private readonly tokens: TokenRefresh | undefined;
  private readonly listeners = new Map<string, ChannelListener>();
  private user: string | undefined;
  private endWatch: (() => void) | undefined;

  /** @internal Whether fields of bytes go as they are; otherwise as base64. */
  readonly sendsBytes: boolean;

  /** @param url The hub's address, such as `https://example.org/hub`; in a page `/hub` will do. */
  constructor(url: string, options: HubClientOptions = {}) {
    const { protocol, http, random = Math.random } = options;
    // As SignalR's TransferFormat.Binary.
    this.sendsBytes = protocol?.transferFormat === 2;
    const backoff = backoffOf(options);
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
    this.subscriptions = new SubscriptionSet(invoke, this.calls.pacer, backoff, random, options.bufferCapacity);
    this.publishQueue = new PublishQueue(options.publishQueueCapacity ?? 1_000, (request) => invoke("Publish", request), options.repeatWithinMs);
    this.tokens = token && new TokenRefresh(token, this.connection, (error) => this.events.emit("tokenError", error));
  }

  /** Where the connection stands. */
  get status(): ConnectionStatus {
    return this.connection.status;
  }

  /** The user that the server knows this client as; undefined before the first Welcome and for an anonymous client. */
  get userId(): string | undefined {
    return this.user;
  }

  /** How many publishes wait for their answer. */
  get pendingPublishes(): number {
    return this.publishQueue.length;
  }

  /** Begins connecting. Resolves with the first Welcome, however long that takes; rejects when there will be none. */
  connect(options: CallOptions = {}): Promise<Welcome> {
    this.endWatch ??= watchPageLifecycle(() => this.connection.probe());
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
  subscribe<T = unknown>(channel: string, options: SubscriptionOptions<T> = {}): Subscription<T> {
    return this.subscriptions.add(channel, options);
  }

  /**
   * Publishes, now or as soon as there is a connection, once. Resolves when the server has accepted it. What waited for a
   * connection waits for a server that is busy, too; a publish made while connected is refused.
   */
  publish(channel: string, type: string, data: unknown, options: PublishOptions = {}): Promise<PublishResult> {
    const { signal, needsConnection, ...more } = options;
    return this.publishQueue.publish({ ...more, channel, type, data: data ?? null }, { signal, needsConnection });
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
  call<M extends Method>(method: M, request: RequestOf<M>, { signal, repeated, background }: MethodCallOptions = {}): Promise<ResultOf<M>> {
    if (background) return this.calls.paced(method, request, signal);
    return repeated ? this.calls.repeated(method, request, signal) : this.calls.once(method, request, signal);
  }

  /**
   * @internal Receives a channel that another method than Subscribe subscribes to, such as OpenDocument. The answer ends it.
   * @throws Error when the channel has a listener already.
   */
  listen(channel: string, listener: ChannelListener): () => void {
    if (this.listeners.has(channel)) throw new Error(`this client has ${channel} open already`);
    this.listeners.set(channel, listener);
    return () => void (this.listeners.get(channel) === listener && this.listeners.delete(channel));
  }

  private statusChanged(status: ConnectionStatus): void {
    switch (status.state) {
      case "connected":
        this.user = status.welcome.userId;
        this.subscriptions.open();
        this.publishQueue.open();
        this.events.emit("welcome", status.welcome);
        break;
      case "closed":
        this.endWatch?.();
        this.lost(status.error);
        this.subscriptions.close(status.error);
        this.publishQueue.close(closedBy(status));
        break;
      default:
        this.lost("error" in status ? status.error : undefined);
    }
    this.events.emit("status", status);
  }

  private lost(error: Error | undefined): void {
    this.tokens?.stop();
    this.subscriptions.lose(error);
    this.publishQueue.lose();
  }

  private called<N extends CallbackName>(name: N, argument: ArgumentOf<N>): void {
    const hear = this.hearing[name] as ((argument: ArgumentOf<N>) => void) | undefined;
    hear?.(argument);
  }

  private receiver(channel: string) {
    return this.listeners.get(channel) ?? this.subscriptions.get(channel);
  }

  private readonly hearing: { readonly [N in CallbackName]?: (argument: ArgumentOf<N>) => void } = {
    Publication: (publication) => this.receiver(publication.channel)?.published(publication),
    Signal: (signal) => this.receiver(signal.channel)?.signalled(signal),
    Presence: (change) => this.subscriptions.get(change.channel)?.presenceChanged(change),
    Reset: (reset) => this.receiver(reset.channel)?.reset(reset),
    Unsubscribed: (unsubscribed) => (this.listeners.get(unsubscribed.channel) ?? this.subscriptions).unsubscribed(unsubscribed),
    TokenExpiring: () => void this.tokens?.refresh(),
    Draining: (draining) => this.events.emit("draining", draining),
    Closing: (closing) => this.events.emit("closing", closing),
  };
}
