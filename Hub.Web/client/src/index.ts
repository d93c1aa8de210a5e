export { HubClient } from "./client.js";
export type { ConnectionState, ConnectionStatus } from "./connections/connection.js";
export { ClosedError, ConnectionLostError, HubCallError, PublishQueueFullError, OutcomeUnknownError } from "./errors.js";
export type { Roster } from "./recovery/roster.js";
export type { CallOptions, HistoryOptions, HubClientEvents, HubClientOptions, MethodCallOptions, PublishOptions, StateOptions } from "./options.js";
export type { PublicationOf, SubscriptionOptions, SubscriptionState } from "./subscriptions/subscriptionOptions.js";
export type { Subscription } from "./subscriptions/subscription.js";
export { guestTokens, type GuestOptions, type TokenProvider } from "./connections/tokens.js";
export * from "./contracts.js";
