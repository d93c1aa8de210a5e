export { HubClient, type CallOptions, type HubClientEvents, type HubClientOptions, type PublishOptions } from "./client";
export type { ConnectionState, ConnectionStatus } from "./connection";
export type { Backoff } from "./backoff";
export { ClosedError, ConnectionLostError, HubError, OutboxFullError, OutcomeUnknownError } from "./errors";
export type { HubCallbacks, HubMethods } from "./link";
export type { Roster } from "./roster";
export type { PublicationOf, SubscribeOptions, Subscription, SubscriptionState } from "./subscription";
export { guestTokens, type GuestOptions, type TokenProvider } from "./tokens";
export * from "./contracts";
