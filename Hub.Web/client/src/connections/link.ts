import {
  HubConnectionBuilder,
  JsonHubProtocol,
  LogLevel,
  type IHttpConnectionOptions,
  type IHubProtocol,
} from "@microsoft/signalr";
import { callbackNames, type HubCallbacks, type HubMethods } from "../contracts.js";
import { OrderedReplies, replyTarget } from "./orderedReplies.js";

export type Method = keyof HubMethods;
export type RequestOf<M extends Method> = Parameters<HubMethods[M]>[0];
export type ResultOf<M extends Method> = Awaited<ReturnType<HubMethods[M]>>;
export type CallbackName = keyof HubCallbacks;
export type ArgumentOf<N extends CallbackName> = Parameters<HubCallbacks[N]>[0];

export type Heard<M extends Method> = (result: ResultOf<M>) => void;

/** What one connection tells its owner. */
export interface LinkEvents {
  callback<N extends CallbackName>(name: N, argument: ArgumentOf<N>): void;
  closed(error: Error | undefined): void;
}

/** One connection to the hub: it starts once and ends once. */
export interface Link {
  start(): Promise<void>;
  /** @param heard Called with the result at its place among the callbacks, before the promise resolves. */
  invoke<M extends Method>(method: M, request: RequestOf<M>, heard?: Heard<M>): Promise<ResultOf<M>>;
  /** Ends it, without waiting for the other side. */
  stop(): void;
}

/** Makes a connection that has not started yet. */
export type OpenLink = (events: LinkEvents) => Link;

/** How to reach the hub. */
export interface LinkOptions {
  readonly url: string;
  readonly token?: (() => string | Promise<string>) | undefined;
  readonly protocol?: IHubProtocol | undefined;
  readonly http?: IHttpConnectionOptions | undefined;
}

/** Connections of SignalR. Reconnecting is ours: a first connect that fails and "never" are no business of SignalR's. */
export function signalRLinks({ url, token, protocol, http }: LinkOptions): OpenLink {
  return (events) => {
    const replies = new OrderedReplies(protocol ?? new JsonHubProtocol());
    const connection = new HubConnectionBuilder()
      .withUrl(url, { timeout: 20_000, ...http, ...(token && { accessTokenFactory: token }) })
      .configureLogging(http?.logger ?? LogLevel.None)
      .withHubProtocol(replies)
      .build();
    connection.serverTimeoutInMilliseconds = 25_000;
    connection.keepAliveIntervalInMilliseconds = 10_000;
    for (const name of callbackNames) connection.on(name, (argument: never) => events.callback(name, argument));
    connection.on(replyTarget, (reply: () => void) => reply());
    connection.onclose((error) => events.closed(error));
    return {
      start: () => connection.start(),
      invoke: (method, request, heard) => {
        if (heard) replies.listen(request, heard as (result: unknown) => void);
        return connection.invoke(method, request);
      },
      stop: () => void connection.stop().catch(() => undefined),
    };
  };
}
