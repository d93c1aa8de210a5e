import type { Closing, ReconnectAdvice, Welcome } from "../contracts.js";
import { ClosedError, ConnectionLostError, fromSignalR, HubCallError } from "../errors.js";
import { refusalDetails } from "../refusals.js";
import type { ArgumentOf, CallbackName, Heard, Link, Method, OpenLink, RequestOf, ResultOf } from "./link.js";

/** What a session tells its owner. Nothing comes after its end. */
export interface SessionListener {
  welcome(welcome: Welcome): void;
  callback<N extends CallbackName>(name: N, argument: ArgumentOf<N>): void;
}

/** How a session ended. */
export interface SessionEnd {
  readonly advice: ReconnectAdvice;
  readonly error: Error;
  /** How long it was connected, in milliseconds; 0 when the Welcome never came. */
  readonly connectedMs: number;
}

/** From the start until the Welcome. */
const connectLimitMs = 30_000;
const probeLimitMs = 5_000;

/** One connection from its start to its end, whichever of many ways brings that about first. */
export class Session {
  /** Resolves once, with how it ended. */
  readonly ended: Promise<SessionEnd>;

  private readonly link: Link;
  private readonly pending = new Set<(error: Error) => void>();
  private readonly timers = new Set<ReturnType<typeof setTimeout>>();
  private resolve!: (end: SessionEnd) => void;
  private over = false;
  private started = false;
  private greeting: Welcome | undefined;
  private welcomed: number | undefined;
  private closing: Closing | undefined;

  constructor(
    open: OpenLink,
    private readonly listener: SessionListener,
    private readonly random: () => number,
  ) {
    this.ended = new Promise((resolve) => (this.resolve = resolve));
    this.link = open({
      callback: (name, argument) => this.hear(name, argument),
      closed: (error) => this.end("backoff", error ?? new ConnectionLostError("the server closed the connection")),
    });
    this.after(connectLimitMs, () => {
      if (this.welcomed === undefined) this.end("backoff", new ConnectionLostError("connecting took too long"));
    });
    this.link.start().then(
      () => {
        this.started = true;
        this.meet();
      },
      (error: unknown) => this.end("backoff", fromSignalR(error)),
    );
  }

  get connected(): boolean {
    return this.welcomed !== undefined && !this.over;
  }

  /** Calls the hub. When the session ends first, the call is rejected with a {@link ConnectionLostError}. */
  invoke<M extends Method>(method: M, request: RequestOf<M>, heard?: Heard<M>): Promise<ResultOf<M>> {
    if (!this.connected) return Promise.reject(new ConnectionLostError("there is no connection"));
    return new Promise((resolve, reject) => {
      this.pending.add(reject);
      this.link
        .invoke(method, request, heard && ((result) => this.over || heard(result)))
        .then(resolve, (error: unknown) => reject(this.failed(error)))
        .finally(() => this.pending.delete(reject));
    });
  }

  private failed(error: unknown): Error {
    const refusal = fromSignalR(error);
    if (refusal instanceof HubCallError) return refusal;
    // It could not be sent, or its answer can't come any more: nobody knows whether it was done. The next session asks.
    this.end("backoff", refusal);
    return new ConnectionLostError(undefined, { cause: refusal });
  }

  /** Sees whether the other side still answers. */
  probe(): void {
    if (!this.connected) return;
    const limit = this.after(probeLimitMs, () => this.end("now", new ConnectionLostError("the connection no longer answers")));
    const answered = (): void => clearTimeout(limit);
    // Leaving a channel that was never entered is no error and costs nothing; a refusal is an answer, too.
    this.link.invoke("Unsubscribe", { channel: "signal:probe" }).then(answered, answered);
  }

  /** Ends it; what the server said right before weighs more than what the caller thinks. */
  end(advice: ReconnectAdvice, error: Error): void {
    if (this.over) return;
    this.over = true;
    for (const timer of this.timers) clearTimeout(timer);
    this.link.stop();
    for (const reject of this.pending) reject(new ConnectionLostError(undefined, { cause: error }));
    const connectedMs = this.welcomed === undefined ? 0 : Date.now() - this.welcomed;
    const told = this.closing && new ClosedError(this.closing.code, this.closing.message, undefined, refusalDetails(this.closing));
    this.resolve({ advice: this.closing?.reconnect ?? advice, error: told ?? error, connectedMs });
  }

  private hear<N extends CallbackName>(name: N, argument: ArgumentOf<N>): void {
    if (this.over) return;
    if (name === "Welcome") {
      this.greeting = argument as Welcome;
      this.meet();
    } else {
      if (name === "Closing") this.close(argument as Closing);
      if (name === "Draining") this.drain((argument as ArgumentOf<"Draining">).reconnectAfterMs);
      this.listener.callback(name, argument);
    }
  }

  /** The Welcome may come before SignalR says that it has started; calls are possible after both. */
  private meet(): void {
    if (!this.started || !this.greeting || this.welcomed !== undefined || this.over) return;
    this.welcomed = Date.now();
    this.listener.welcome(this.greeting);
  }

  /** The server closes right afterwards; where it fails to, we do. */
  private close(closing: Closing): void {
    this.closing = closing;
    this.after(probeLimitMs, () => this.end(closing.reconnect, new ConnectionLostError(closing.message)));
  }

  /** All clients leave this node: at a random moment each, so that the next one is not overrun. */
  private drain(withinMs: number): void {
    this.after(this.random() * withinMs, () => this.end("now", new ConnectionLostError("the server is going")));
  }

  private after(ms: number, action: () => void): ReturnType<typeof setTimeout> {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      action();
    }, ms);
    this.timers.add(timer);
    return timer;
  }
}
