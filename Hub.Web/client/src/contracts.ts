// Generated from Hub.Shared by Hub.Web/contracts: change the C# contracts and run `npm run contracts`.

/** What a namespace promises its subscribers. */
export type ChannelMode =
  /** Every publication reaches every subscriber, in order. */
  | "log"
  /** Every publication bears a key; the latest value per key reaches every subscriber. */
  | "state"
  /** Nothing is kept. */
  | "signal";

/** Right before the server closes the connection; best effort. */
export interface Closing {
  /** Why. */
  readonly code: ClosingCode;
  /** Why, for people. */
  readonly message: string;
  /** What to do next. */
  readonly reconnect: ReconnectAdvice;
}

/** Why the server closes a connection. */
export type ClosingCode =
  /** The node is going. */
  | "shutdown"
  /** The connection did not read what was written to it. */
  | "slow_consumer"
  /** The token expired and was not refreshed. */
  | "token_expired"
  /** The connection went on calling after being told to slow down. */
  | "too_many_errors"
  /** The user or address has too many connections. */
  | "connection_limit"
  /** An operator or another user's right ended it. */
  | "kicked"
  /** The user is banned. */
  | "banned"
  /** The connection sent what is not this protocol. */
  | "protocol_error";

/** How far the calling user has read in one channel. */
export interface Cursor {
  /** The channel. */
  readonly channel: string;
  /** The position. */
  readonly offset: number;
  /** How much is behind it. */
  readonly unread: number;
  /** How many unread mentions of the user (chat). */
  readonly mentions?: number | undefined;
}

/** This node is going. */
export interface Draining {
  /** Reconnect at a random moment within this time, in milliseconds. */
  readonly reconnectAfterMs: number;
}

/** Why a call was refused. On the wire in snake case: `bad_request`. */
export type ErrorCode =
  /** The request breaks a rule; the text names the field. */
  | "bad_request"
  /** No user, or not the one it takes. */
  | "unauthorized"
  /** The user may not; a private thing that is missing reads the same. */
  | "permission_denied"
  /** Something inside what one may see is not there. */
  | "not_found"
  /** An expectation of the request no longer holds; nothing was changed. */
  | "conflict"
  /** The position can't be continued from. */
  | "position_lost"
  /** The value is larger than its limit. */
  | "payload_too_large"
  /** A count would pass its limit. */
  | "limit_exceeded"
  /** Too many calls; the text ends in `retry after N ms`. */
  | "rate_limited"
  /** The engine does not answer; nothing was stored. */
  | "unavailable"
  /** A fault of the server, logged under the id that the text bears. */
  | "internal";

/** Publications that a subscriber will not get. */
export interface Gap {
  /** The last offset before the hole. */
  readonly after: number;
  /** The first offset behind the hole. */
  readonly before: number;
  /** Why. */
  readonly reason: GapReason;
}

/** Why something is missing. */
export type GapReason =
  /** The channel began anew. */
  | "epoch"
  /** History does not go back so far. */
  | "retention"
  /** More than one replay may hold. */
  | "limit";

/** A wish to come in under a name, `POST /auth/guest`. */
export interface GuestRequest {
  /** 1–64 characters. */
  readonly name: string;
}

/** A guest's token. */
export interface GuestToken {
  /** To be sent as `Authorization: Bearer` or as `access_token`. */
  readonly token: string;
  /** The new user's id. */
  readonly userId: string;
  /** The name as it was taken. */
  readonly name: string;
  /** When it runs out, Unix milliseconds. */
  readonly expiresTime: number;
}

/** A page of history. */
export interface HistoryPage {
  /** Ascending. */
  readonly publications: readonly Publication[];
  /** The channel's head. */
  readonly position: Position;
  /** Whether more is kept in the direction of reading. */
  readonly hasMore: boolean;
}

/** How far the calling user has read. */
export interface MarkReadRequest {
  /** The channel. */
  readonly channel: string;
  /** Beyond the head counts as the head; it never moves back. */
  readonly offset: number;
}

/** The read position as it stands. */
export interface MarkReadResult {
  /** The position. */
  readonly offset: number;
  /** How much is behind it. */
  readonly unread: number;
}

/** One user who is in a channel, however many connections that takes. */
export interface Member {
  /** The user's id, or `"~"` and the connection's id for a connection without a user. */
  readonly userId: string;
  /** The name the user goes by. */
  readonly name?: string | undefined;
  /** The user's connections, oldest first. */
  readonly connections: readonly MemberConnection[];
}

/** One connection of a member. */
export interface MemberConnection {
  /** The connection's public id. */
  readonly connectionId: string;
  /** When it joined the channel, Unix milliseconds. */
  readonly joinedTime: number;
  /** What the connection says of itself, at most 4 KiB; absent until it says something. */
  readonly data?: unknown | undefined;
}

/** What to do when the log can't be replayed from where the subscriber was. */
export type OnGap =
  /** Replay nothing and say what is missing. */
  | "reset"
  /** Replay the newest that may be replayed and say what is missing before it. */
  | "tail"
  /** Refuse with `position_lost`. */
  | "fail";

/** A place in a channel. Offsets are 1, 2, 3 … without holes within an epoch; offset 0 is before the first publication. A channel that lost anything it had shown gets another epoch. A channel that stores nothing has an empty epoch. */
export interface Position {
  /** Names one unbroken run of offsets; compared for equality only. */
  readonly epoch: string;
  /** 0 to 2^53 − 1. */
  readonly offset: number;
}

/** A change of presence in a channel. */
export interface PresenceChange {
  /** The channel. */
  readonly channel: string;
  /** Members who came. */
  readonly joined: readonly Member[];
  /** Members whose connections or data changed, as they are now. */
  readonly updated: readonly Member[];
  /** Members who went. */
  readonly left: readonly Member[];
  /** How many members there are now. */
  readonly users: number;
  /** How many connections there are now. */
  readonly connections: number;
  /** Rises with every change. */
  readonly version: number;
  /** True when the channel is too large for names: the three lists are empty. */
  readonly countsOnly?: boolean | undefined;
}

/** Who is in a channel at one version of it. */
export interface PresenceSnapshot {
  /** The members in order of joining; empty beyond the namespace's limit (200 by default). */
  readonly members: readonly Member[];
  /** How many members. */
  readonly users: number;
  /** How many connections. */
  readonly connections: number;
  /** Rises with every change. */
  readonly version: number;
}

/** One immutable message of a channel. */
export interface Publication {
  /** The channel it belongs to. */
  readonly channel: string;
  /** Its place in the channel, from 1. */
  readonly offset: number;
  /** What it means, 1–64 bytes; the applications' own types have their name and a dot in front. */
  readonly type: string;
  /** The value, as published. */
  readonly data: unknown;
  /** The key whose value it sets, 1–200 bytes. */
  readonly key?: string | undefined;
  /** True when it takes its key away. */
  readonly removed?: boolean | undefined;
  /** True when it tells a key's present value to someone catching up (state mode). */
  readonly snapshot?: boolean | undefined;
  /** How many values of its key it stands for beyond itself (state mode). */
  readonly merged?: number | undefined;
  /** The offset to come back with: everything asked for at or below it has been written (state mode). */
  readonly resume?: number | undefined;
  /** Who published it; absent when the server itself did. */
  readonly publisher?: Publisher | undefined;
  /** When it was accepted, Unix milliseconds. */
  readonly time: number;
  /** The key under which its publisher may repeat it. */
  readonly idempotencyKey?: string | undefined;
}

/** Something to publish. */
export interface PublishRequest {
  /** The channel. */
  readonly channel: string;
  /** What it means, 1–64 bytes. */
  readonly type: string;
  /** The value; `null` is a value. */
  readonly data: unknown;
  /** The key whose value it sets, 1–200 bytes; required in state mode. */
  readonly key?: string | undefined;
  /** True takes the key away. */
  readonly removed?: boolean | undefined;
  /** 1–64 bytes, remembered per channel and user for 5 minutes: a repeat publishes nothing. */
  readonly idempotencyKey?: string | undefined;
  /** The head that the publisher knows; any other head is a `conflict`. */
  readonly expectedOffset?: number | undefined;
}

/** Where a publication is. */
export interface PublishResult {
  /** Its position. */
  readonly position: Position;
  /** True when the idempotency key had been used: this is the first one's position. */
  readonly duplicate: boolean;
}

/** Who published: filled in by the server, never taken from the request. */
export interface Publisher {
  /** The user's id, or `"~"` and the connection's id for a connection without a user. */
  readonly userId: string;
  /** The name the user goes by. */
  readonly name?: string | undefined;
  /** The connection it came over; empty when a server published. */
  readonly connectionId: string;
}

/** A wish for read positions. */
export interface ReadCursorsRequest {
  /** The channels; absent means every channel marked. */
  readonly channels?: readonly string[] | undefined;
}

/** Read positions. */
export interface ReadCursorsResult {
  /** One a channel. */
  readonly cursors: readonly Cursor[];
}

/** A wish for a page of history. Both bounds are exclusive; with neither the newest come. */
export interface ReadHistoryRequest {
  /** The channel. */
  readonly channel: string;
  /** The oldest after this offset come. */
  readonly after?: number | undefined;
  /** The newest before this offset come. */
  readonly before?: number | undefined;
  /** The most publications, 1 to 1,000; 100 when absent. */
  readonly limit?: number | undefined;
}

/** A wish to know who is here. */
export interface ReadPresenceRequest {
  /** The channel. */
  readonly channel: string;
}

/** A wish for a page of state. */
export interface ReadStateRequest {
  /** A channel in state mode. */
  readonly channel: string;
  /** The page begins behind this key. */
  readonly afterKey?: string | undefined;
  /** Only keys that begin so. */
  readonly prefix?: string | undefined;
  /** The most entries, 1 to 1,000; 100 when absent. */
  readonly limit?: number | undefined;
}

/** What a client is to do after its connection has been closed. */
export type ReconnectAdvice =
  /** Come back at once. */
  | "now"
  /** Come back after the usual growing delay. */
  | "backoff"
  /** Stay away. */
  | "never";

/** A new token. */
export interface RefreshTokenRequest {
  /** A token of the same user. */
  readonly token: string;
}

/** What the new token changed. */
export interface RefreshTokenResult {
  /** When it runs out, Unix milliseconds. */
  readonly expiresTime: number;
  /** Channels whose subscription the new token no longer allows; they have ended. */
  readonly lost: readonly string[];
}

/** What follows doesn't continue what went before. */
export interface Reset {
  /** The channel. */
  readonly channel: string;
  /** Where it stands now. */
  readonly position: Position;
  /** What is missing. */
  readonly gap?: Gap | undefined;
  /** Why it is missing. */
  readonly reason: GapReason;
}

/** A message that is never stored: whoever is there hears it. */
export interface Signal {
  /** The channel it was sent into. */
  readonly channel: string;
  /** What it means, 1–64 bytes. */
  readonly type: string;
  /** The value, as sent. */
  readonly data: unknown;
  /** Who sent it; absent when the server itself did. */
  readonly publisher?: Publisher | undefined;
  /** When it was accepted, Unix milliseconds. */
  readonly time: number;
}

/** Something to say that nobody keeps. */
export interface SignalRequest {
  /** The channel. */
  readonly channel: string;
  /** What it means, 1–64 bytes. */
  readonly type: string;
  /** The value; `null` is a value. */
  readonly data: unknown;
}

/** The present value of a key. */
export interface StateEntry {
  /** The key. */
  readonly key: string;
  /** The offset of the publication that set it. */
  readonly offset: number;
  /** Its type. */
  readonly type: string;
  /** Its value. */
  readonly data: unknown;
  /** When it was set, Unix milliseconds. */
  readonly time: number;
}

/** A page of state, ordered by key (by UTF-8 bytes). */
export interface StatePage {
  /** The entries. */
  readonly entries: readonly StateEntry[];
  /** The channel's head. */
  readonly position: Position;
  /** The `afterKey` of the next page; absent on the last. */
  readonly nextKey?: string | undefined;
}

/** Several wishes at once. */
export interface SubscribeManyRequest {
  /** At most 200, done one after another. */
  readonly subscriptions: readonly SubscribeRequest[];
}

/** What became of each wish. */
export interface SubscribeManyResult {
  /** In the order of the request. */
  readonly results: readonly SubscribeOutcome[];
}

/** What became of one wish: exactly one of the two is there. */
export interface SubscribeOutcome {
  /** The subscription. */
  readonly subscription?: SubscribeResult | undefined;
  /** Why there is none. */
  readonly error?: WireError | undefined;
}

/** A wish to receive a channel. */
export interface SubscribeRequest {
  /** The channel. */
  readonly channel: string;
  /** Where to go on from; everything after it comes. Excludes `last`. */
  readonly since?: Position | undefined;
  /** How many of the newest publications to replay (log mode), at least 0. Excludes `since`. */
  readonly last?: number | undefined;
  /** What to do about a gap; `reset` when absent. */
  readonly onGap?: OnGap | undefined;
  /** The keys wanted (state mode); absent means all. */
  readonly keys?: readonly string[] | undefined;
  /** The most values per second and key (state mode); 0 pauses, −1 or absent sets no limit. */
  readonly maxRate?: number | undefined;
  /** Whether to see who is here. */
  readonly presence?: boolean | undefined;
}

/** A subscription as granted. */
export interface SubscribeResult {
  /** The channel. */
  readonly channel: string;
  /** The mode of its namespace. */
  readonly mode: ChannelMode;
  /** Everything up to here has been written. */
  readonly position: Position;
  /** True only if `since` was given and nothing is missing. */
  readonly recovered: boolean;
  /** What is missing. */
  readonly gap?: Gap | undefined;
  /** The granted rate, from the ladder; absent means no limit. */
  readonly maxRate?: number | undefined;
  /** Who is here, where it was asked for. */
  readonly presence?: PresenceSnapshot | undefined;
}

/** The token runs out soon. */
export interface TokenExpiring {
  /** When, Unix milliseconds. */
  readonly expiresTime: number;
}

/** The end of a subscription. */
export interface UnsubscribeRequest {
  /** The channel. */
  readonly channel: string;
}

/** The server ended a subscription. */
export interface Unsubscribed {
  /** The channel. */
  readonly channel: string;
  /** Why, one word: an error or closing code. */
  readonly code: string;
  /** Why, for people. */
  readonly message: string;
  /** Whether subscribing again may work. */
  readonly resubscribe: boolean;
}

/** What this connection says of itself from now on. */
export interface UpdatePresenceRequest {
  /** A subscribed channel. */
  readonly channel: string;
  /** At most 4 KiB; `null` takes it back. */
  readonly data: unknown;
}

/** A change of keys or rate. */
export interface UpdateSubscriptionRequest {
  /** The subscribed channel. */
  readonly channel: string;
  /** The keys wanted from now on; absent changes nothing. */
  readonly keys?: readonly string[] | undefined;
  /** 0 pauses, −1 lifts the limit; absent changes nothing. */
  readonly maxRate?: number | undefined;
}

/** Keys and rate as granted. */
export interface UpdateSubscriptionResult {
  /** The granted rate; absent means no limit. */
  readonly maxRate?: number | undefined;
  /** The keys; absent means all. */
  readonly keys?: readonly string[] | undefined;
}

/** Who the connection is and where it has come to. */
export interface Welcome {
  /** The connection's public id. */
  readonly connectionId: string;
  /** The user; absent for an anonymous connection. */
  readonly userId?: string | undefined;
  /** The server process. */
  readonly node: string;
  /** The server's clock, Unix milliseconds. */
  readonly serverTime: number;
  /** Limits a client should know. */
  readonly limits: WelcomeLimits;
  /** When the token runs out, Unix milliseconds; absent without a token. */
  readonly tokenExpiresTime?: number | undefined;
}

/** Limits a client should know. */
export interface WelcomeLimits {
  /** The largest published value in bytes. */
  readonly maxMessageBytes: number;
  /** The most subscriptions of one connection. */
  readonly maxSubscriptions: number;
  /** The most publications of one history page. */
  readonly maxHistoryLimit: number;
}

/** A refusal as a value. */
export interface WireError {
  /** The code. */
  readonly code: ErrorCode;
  /** The text. */
  readonly message: string;
}

/** What a client may call for channels. Every request is one object; every refusal is a SignalR error whose text holds `HubException: code: text` (see `ErrorCode`). */
export interface ChannelMethods {
  /** Replays what was missed, then delivers live. All of the replay is written before the reply. */
  Subscribe(request: SubscribeRequest): Promise<SubscribeResult>;
  /** Subscribes to up to 200 channels, one after another; never fails as a whole. */
  SubscribeMany(request: SubscribeManyRequest): Promise<SubscribeManyResult>;
  /** Changes keys or rate of a subscription in state mode. */
  UpdateSubscription(request: UpdateSubscriptionRequest): Promise<UpdateSubscriptionResult>;
  /** Ends a subscription; returns after its last delivery. An unknown channel is no error. */
  Unsubscribe(request: UnsubscribeRequest): Promise<void>;
  /** Publishes; resolves when the engine has accepted it as durably as the namespace says. */
  Publish(request: PublishRequest): Promise<PublishResult>;
  /** Sends a message that is never stored. */
  Signal(request: SignalRequest): Promise<void>;
  /** Reads a page of history, ascending. */
  ReadHistory(request: ReadHistoryRequest): Promise<HistoryPage>;
  /** Reads a page of a channel's state, ordered by key. */
  ReadState(request: ReadStateRequest): Promise<StatePage>;
  /** Reads who is here. */
  ReadPresence(request: ReadPresenceRequest): Promise<PresenceSnapshot>;
  /** Sets what this connection says of itself. */
  UpdatePresence(request: UpdatePresenceRequest): Promise<void>;
  /** Moves the calling user's read position forward; it never moves back. */
  MarkRead(request: MarkReadRequest): Promise<MarkReadResult>;
  /** Reads the calling user's read positions. */
  ReadCursors(request: ReadCursorsRequest): Promise<ReadCursorsResult>;
  /** Goes on with a new token of the same user. */
  RefreshToken(request: RefreshTokenRequest): Promise<RefreshTokenResult>;
}

/** What the server calls on a client. Each takes one argument; a client ignores fields it does not know. */
export interface ChannelClient {
  /** Once, before anything else. */
  Welcome(welcome: Welcome): void;
  /** A publication of a subscribed channel: replayed, a snapshot, or live. */
  Publication(publication: Publication): void;
  /** A signal of a subscribed channel. */
  Signal(signal: Signal): void;
  /** Who came, changed and went. Drop one whose version isn't above the one held. */
  Presence(presence: PresenceChange): void;
  /** What follows doesn't continue what went before: reload. */
  Reset(reset: Reset): void;
  /** The server ended a subscription. */
  Unsubscribed(unsubscribed: Unsubscribed): void;
  /** The token runs out soon: call RefreshToken. */
  TokenExpiring(tokenExpiring: TokenExpiring): void;
  /** This node is going: reconnect, spread at random over the given time. */
  Draining(draining: Draining): void;
  /** The server is about to close this connection. */
  Closing(closing: Closing): void;
}

/** The names of `ChannelClient`. */
export const channelClientNames = ["Welcome", "Publication", "Signal", "Presence", "Reset", "Unsubscribed", "TokenExpiring", "Draining", "Closing"] as const satisfies readonly (keyof ChannelClient)[];

/** After these the same call may work later. */
export const temporaryCodes: ReadonlySet<string> = new Set<ErrorCode>(["rate_limited", "unavailable", "internal"]);
