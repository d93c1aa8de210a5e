import type { IHttpConnectionOptions, IHubProtocol } from "@microsoft/signalr";
import type { Backoff } from "./backoff.js";
import type { ConnectionStatus } from "./connection.js";
import type { Closing, Draining, PublishRequest, ReadHistoryRequest, ReadStateRequest, Welcome } from "./contracts.js";
import type { OpenLink } from "./link.js";
import type { TokenProvider } from "./tokens.js";

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

/** More about a call of any method. */
export interface MethodCallOptions extends CallOptions {
  /** True makes the call again when the connection was lost under it: for what may as well be done twice. */
  readonly repeated?: boolean;
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
