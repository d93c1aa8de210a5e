import type { IHttpConnectionOptions, IHubProtocol } from "@microsoft/signalr";
import type { RetryOptions } from "./connections/backoff.js";
import type { ConnectionStatus } from "./connections/connection.js";
import type { Closing, Draining, PublishRequest, ReadHistoryRequest, ReadStateRequest, Welcome } from "./contracts.js";
import type { OpenLink } from "./connections/link.js";
import type { TokenProvider } from "./connections/tokens.js";

/** How a client behaves; every option has a default. */
export interface HubClientOptions extends RetryOptions {
  /** A token, or what gives one; absent connects anonymously. */
  readonly token?: string | TokenProvider;
  /** The hub protocol; JSON when absent, or `new MessagePackHubProtocol()` of `@microsoft/signalr-protocol-msgpack`. */
  readonly protocol?: IHubProtocol;
  /** The most publishes that wait for their answer; 1,000 when absent. */
  readonly publishQueueCapacity?: number;
  /**
   * How long after its first attempt a publish may be repeated, in milliseconds; 270,000 (4.5 minutes) when absent. The server
   * remembers idempotency keys for 5 minutes.
   */
  readonly repeatWithinMs?: number;
  /** How many publications wait for the `for await` of one subscription (log mode) until the rest is read from history; 16,384 when absent. */
  readonly bufferCapacity?: number;
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

/** More about a call of any method. */
export interface MethodCallOptions extends CallOptions {
  /** True makes the call again when the connection was lost under it: for what may as well be done twice. */
  readonly repeated?: boolean;
  /**
   * True for a call that no user asked for, such as a count that is read again: such calls leave at most four a second,
   * wait when the server is busy, and are made again when refused for that or when the connection was lost.
   */
  readonly background?: boolean;
}

/** Which page of history; without a bound the newest. */
export interface HistoryOptions extends Omit<ReadHistoryRequest, "channel">, CallOptions {}

/** Which page of the state. */
export interface StateOptions extends Omit<ReadStateRequest, "channel">, CallOptions {}

/** What a client tells. */
export interface HubClientEvents {
  readonly status: ConnectionStatus;
  readonly welcome: Welcome;
  readonly draining: Draining;
  readonly closing: Closing;
  /** A token could not be had or was refused; it is tried again. */
  readonly tokenError: Error;
}
