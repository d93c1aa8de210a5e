import { waitBefore, type Backoff } from "./backoff.js";
import type { Welcome } from "../contracts.js";
import { ClosedError, ConnectionLostError, HubCallError } from "../errors.js";
import type { ArgumentOf, CallbackName, Heard, Method, OpenLink, RequestOf, ResultOf } from "./link.js";
import { Session, type SessionEnd } from "./session.js";

/** Where a client stands with its hub. */
export type ConnectionStatus =
  /** Not started. */
  | { readonly state: "idle" }
  /** Making its first connection; tried again until it succeeds. */
  | ({ readonly state: "connecting" } & Trying)
  /** Connected and welcomed. Subscriptions may still be catching up: each has a state of its own. */
  | { readonly state: "connected"; readonly welcome: Welcome }
  /** The connection was lost; waiting or trying to come back. */
  | ({ readonly state: "reconnecting" } & Trying)
  /** Ended: by the caller (without an error), or because the server said never to come back. */
  | { readonly state: "closed"; readonly error?: Error | undefined };

interface Trying {
  /** Counts from 1 since all was well. */
  readonly attempt: number;
  /** When the attempt comes, Unix milliseconds; absent while it is under way. */
  readonly retryTime?: number;
  /** Why the last connection failed or ended. */
  readonly error?: Error | undefined;
}

export type ConnectionState = ConnectionStatus["state"];

/** What a connection tells the rest of the client. */
export interface ConnectionListener {
  status(status: ConnectionStatus): void;
  callback<N extends CallbackName>(name: N, argument: ArgumentOf<N>): void;
}

export interface ConnectionOptions {
  readonly open: OpenLink;
  readonly backoff: Backoff;
  readonly random: () => number;
  readonly listener: ConnectionListener;
}

/** A session connected for as long ends a row of failures. */
const stableAfterMs = 10_000;

/** Keeps connected: one session after another, with a wait in between, until stopped or told never to come back. */
export class Connection {
  private present: ConnectionStatus = { state: "idle" };
  private session: Session | undefined;
  private endWait: (() => void) | undefined;
  private wasConnected = false;

  constructor(private readonly options: ConnectionOptions) {}

  get status(): ConnectionStatus {
    return this.present;
  }

  /** Begins; does nothing where that has been done. */
  start(): void {
    if (this.present.state === "idle") void this.run();
  }

  /** Ends for good. */
  stop(): void {
    this.close(undefined);
    this.session?.end("never", new ClosedError("stopped", "the client was stopped"));
    this.endWait?.();
  }

  invoke<M extends Method>(method: M, request: RequestOf<M>, heard?: Heard<M>): Promise<ResultOf<M>> {
    return this.session?.invoke(method, request, heard) ?? Promise.reject(new ConnectionLostError("there is no connection"));
  }

  /** Something changed outside: try again now, or see whether the server still answers. */
  probe(): void {
    this.endWait?.();
    this.session?.probe();
  }

  private async run(): Promise<void> {
    let failures = 0;
    let last: Error | undefined;
    while (!this.closed) {
      this.tell({ state: this.trying, attempt: Math.max(1, failures), error: last });
      const { advice, error, connectedMs } = await this.oneSession();
      if (advice === "never") this.close(error);
      if (this.closed) return;
      failures = connectedMs >= stableAfterMs ? 1 : failures + 1;
      last = error;
      const atOnce = advice === "now" && failures === 1;
      const told = error instanceof HubCallError ? (error.retryAfterMs ?? 0) : 0;
      const wait = waitBefore(failures, this.options.backoff, this.options.random);
      await this.wait(atOnce ? 0 : Math.max(told, wait), failures, error);
    }
  }

  private async oneSession(): Promise<SessionEnd> {
    const { open, random, listener } = this.options;
    const welcome = (welcome: Welcome): void => {
      this.wasConnected = true;
      this.tell({ state: "connected", welcome });
    };
    this.session = new Session(open, { welcome, callback: (name, argument) => listener.callback(name, argument) }, random);
    const end = await this.session.ended;
    this.session = undefined;
    return end;
  }

  private async wait(ms: number, attempt: number, error: Error): Promise<void> {
    this.tell({ state: this.trying, attempt, retryTime: Date.now() + ms, error });
    if (this.closed) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.endWait = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.endWait = undefined;
  }

  private get trying(): "connecting" | "reconnecting" {
    return this.wasConnected ? "reconnecting" : "connecting";
  }

  private get closed(): boolean {
    return this.present.state === "closed";
  }

  private close(error: Error | undefined): void {
    if (!this.closed) this.tell({ state: "closed", error });
  }

  private tell(status: ConnectionStatus): void {
    this.present = status;
    this.options.listener.status(status);
  }
}
