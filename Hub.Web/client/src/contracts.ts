// Generated from Hub.Shared by Hub.Web/contracts: change the C# contracts and run `npm run contracts`.

/** Makes a user leave and keeps the user out. */
export interface BanRequest {
  /** The room's name. */
  readonly room: string;
  /** The user; need not be a member. */
  readonly userId: string;
  /** When it ends, Unix milliseconds; absent means never. */
  readonly untilTime?: number | undefined;
}

/** What a namespace promises its subscribers. */
export type ChannelMode =
  /** Every publication reaches every subscriber, in order. */
  | "log"
  /** Every publication bears a key; the latest value per key reaches every subscriber. */
  | "state"
  /** Nothing is kept. */
  | "signal";

/** A user as chat shows one. */
export interface ChatUser {
  /** The user's id. */
  readonly userId: string;
  /** The name the user went by when last heard of. */
  readonly name?: string | undefined;
}

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

/** A new room. */
export interface CreateRoomRequest {
  /** Its name, 1–128 bytes without control characters or white space; not one that begins with `direct/`. */
  readonly room: string;
  /** What it is called, 1–100 characters. */
  readonly title: string;
  /** Public or private. */
  readonly visibility: RoomVisibility;
  /** What it is about, at most 500 characters. */
  readonly topic?: string | undefined;
}

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

/** Takes a message's text away for good. */
export interface DeleteMessageRequest {
  /** The room's name. */
  readonly room: string;
  /** The message. */
  readonly messageId: number;
}

/** This node is going. */
export interface Draining {
  /** Reconnect at a random moment within this time, in milliseconds. */
  readonly reconnectAfterMs: number;
}

/** Another text for one of the user's own messages. */
export interface EditMessageRequest {
  /** The room's name. */
  readonly room: string;
  /** The message. */
  readonly messageId: number;
  /** 1 byte to 16 KiB. */
  readonly text: string;
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

/** A wish for messages; of the three bounds at most one. With none the newest come. */
export interface GetMessagesRequest {
  /** The room's name. */
  readonly room: string;
  /** The newest before this message come. */
  readonly before?: number | undefined;
  /** The oldest after this message come. */
  readonly after?: number | undefined;
  /** This message comes with as many older as newer ones. */
  readonly around?: number | undefined;
  /** The most messages, 1 to 200; 50 when absent. */
  readonly limit?: number | undefined;
}

/** One room. */
export interface GetRoomRequest {
  /** The room's name. */
  readonly room: string;
}

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

/** Lets a user join a room, and tells the user so. */
export interface InviteMemberRequest {
  /** The room's name. */
  readonly room: string;
  /** Who is invited. */
  readonly userId: string;
}

/** Somebody invited the user, or opened a direct room: the data of `invite` in `user:<userId>`. */
export interface InviteNotice {
  /** The room's name. */
  readonly room: string;
  /** What it was called then. */
  readonly title: string;
  /** What kind of room it is. */
  readonly visibility: RoomVisibility;
  /** Who invited. */
  readonly by: ChatUser;
}

/** A wish to become a member. */
export interface JoinRoomRequest {
  /** The room's name. */
  readonly room: string;
}

/** Makes a member leave; he may come back as anyone may. */
export interface KickRequest {
  /** The room's name. */
  readonly room: string;
  /** The member. */
  readonly userId: string;
}

/** A wish to be a member no longer. */
export interface LeaveRoomRequest {
  /** The room's name. */
  readonly room: string;
}

/** A wish for rooms: the public ones and those the user is a member of. */
export interface ListRoomsRequest {
  /** Only rooms whose name or title holds this, whatever the case and accents. */
  readonly query?: string | undefined;
  /** The page begins behind this room. */
  readonly after?: string | undefined;
  /** The most rooms, 1 to 200; 100 when absent. */
  readonly limit?: number | undefined;
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

/** Somebody named the user in a message: the data of `mention` in `user:<userId>`. Holds no text, so that none outlives its message there. */
export interface MentionNotice {
  /** The room's name. */
  readonly room: string;
  /** The message. */
  readonly messageId: number;
  /** Who posted it. */
  readonly author: ChatUser;
}

/** A message of a room as it stands now: the data of `chat.posted`, `.edited`, `.deleted` and `.reacted`. */
export interface Message {
  /** The offset of its first publication. */
  readonly messageId: number;
  /** The room's name. */
  readonly room: string;
  /** Who posted it, as the server knows. */
  readonly author: ChatUser;
  /** The text; empty once it is deleted. Plain text of anyone's making: never to be shown as HTML. */
  readonly text: string;
  /** When it was posted, Unix milliseconds. */
  readonly time: number;
  /** When its text was last changed, Unix milliseconds. */
  readonly editedTime?: number | undefined;
  /** True for what is left of a deleted message. */
  readonly deleted?: boolean | undefined;
  /** What it answers. */
  readonly replyTo?: MessageReference | undefined;
  /** The ids of the members that its text names. */
  readonly mentions: readonly string[];
  /** In order of their first appearance. */
  readonly reactions: readonly Reaction[];
  /** Rises with every change: of two, the higher one holds. */
  readonly version: number;
  /** The key under which its author may repeat it. */
  readonly idempotencyKey?: string | undefined;
}

/** Messages of a room. */
export interface MessagePage {
  /** GetMessages gives them ascending, SearchMessages newest first. */
  readonly messages: readonly Message[];
  /** Whether there are more in the direction of reading; around a message, on either side. */
  readonly hasMore: boolean;
}

/** A message as a reply shows it. */
export interface MessageReference {
  /** Which message. */
  readonly messageId: number;
  /** Who posted it. */
  readonly author: ChatUser;
  /** The beginning of its text as it stands now; empty once it is deleted. */
  readonly excerpt: string;
}

/** Somebody muted the user or ended that: the data of `mute` in `user:<userId>`. */
export interface MuteNotice {
  /** The room's name. */
  readonly room: string;
  /** Until when the user may not write, Unix milliseconds; a time that has passed when the mute was ended. */
  readonly untilTime: number;
}

/** Lets a member read but not write. */
export interface MuteRequest {
  /** The room's name. */
  readonly room: string;
  /** The member. */
  readonly userId: string;
  /** When it ends, Unix milliseconds; a time that has passed ends it now. */
  readonly untilTime: number;
}

/** What to do when the log can't be replayed from where the subscriber was. */
export type OnGap =
  /** Replay nothing and say what is missing. */
  | "reset"
  /** Replay the newest that may be replayed and say what is missing before it. */
  | "tail"
  /** Refuse with `position_lost`. */
  | "fail";

/** A wish to talk with one user alone. */
export interface OpenDirectRequest {
  /** The other user. */
  readonly userId: string;
}

/** A place in a channel. Offsets are 1, 2, 3 … without holes within an epoch; offset 0 is before the first publication. A channel that lost anything it had shown gets another epoch. A channel that stores nothing has an empty epoch. */
export interface Position {
  /** Names one unbroken run of offsets; compared for equality only. */
  readonly epoch: string;
  /** 0 to 2^53 − 1. */
  readonly offset: number;
}

/** A new message. */
export interface PostMessageRequest {
  /** The room's name. */
  readonly room: string;
  /** 1 byte to 16 KiB; of control characters only line breaks and tabs. */
  readonly text: string;
  /** The message that it answers. */
  readonly replyTo?: number | undefined;
  /** 1–64 bytes, remembered for 5 minutes: a repeat posts nothing and gives the first message. */
  readonly idempotencyKey?: string | undefined;
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

/** Puts an emoji under a message, or takes it back. */
export interface ReactRequest {
  /** The room's name. */
  readonly room: string;
  /** The message. */
  readonly messageId: number;
  /** One emoji, at most 32 bytes. */
  readonly emoji: string;
  /** True takes it back. */
  readonly remove?: boolean | undefined;
}

/** One emoji under a message. */
export interface Reaction {
  /** The emoji. */
  readonly emoji: string;
  /** Who put it there, in order. */
  readonly userIds: readonly string[];
  /** How many they are. */
  readonly count: number;
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

/** A chat room. */
export interface Room {
  /** Its name: what stands behind `chat:` in the name of its channel. */
  readonly room: string;
  /** What it is called; empty for a direct room, which goes by `with`. */
  readonly title: string;
  /** What it is about. */
  readonly topic?: string | undefined;
  /** Who may find and enter it. */
  readonly visibility: RoomVisibility;
  /** The least time between two messages of one member, milliseconds; 0 sets none. Moderators and owners need not wait. */
  readonly slowModeMs: number;
  /** When it was made, Unix milliseconds. */
  readonly createdTime: number;
  /** The calling user's role; absent for one who is no member, and in publications. */
  readonly role?: RoomRole | undefined;
  /** The other user of a direct room; absent elsewhere and in publications. */
  readonly with?: ChatUser | undefined;
}

/** A room and who belongs to it. */
export interface RoomDetails {
  /** The room. */
  readonly room: Room;
  /** Its members in order of joining, at most 1,000; none for one who is no member. */
  readonly members: readonly RoomMember[];
  /** How many members it has. */
  readonly memberCount: number;
  /** Until when the calling user may not post, Unix milliseconds; absent when free to. */
  readonly mutedUntilTime?: number | undefined;
}

/** A member of a room: the data of `chat.member`. */
export interface RoomMember {
  /** The user's id. */
  readonly userId: string;
  /** The name the user went by when last heard of; absent for one who never was. */
  readonly name?: string | undefined;
  /** What the member may do. */
  readonly role: RoomRole;
  /** When the user became a member, Unix milliseconds. */
  readonly joinedTime: number;
  /** The offset of the publication that made the user a member: what came before was never unread. */
  readonly joinedOffset: number;
  /** True for one who is no member any more: left, or was made to leave. */
  readonly left?: boolean | undefined;
}

/** Rooms in order of their names. */
export interface RoomPage {
  /** The rooms. */
  readonly rooms: readonly Room[];
  /** The `after` of the next page; absent on the last. */
  readonly next?: string | undefined;
}

/** What a member may do in a room. */
export type RoomRole =
  /** Reads, posts, reacts, invites. */
  | "member"
  /** And deletes others' messages, changes the room, kicks, bans and mutes members. */
  | "moderator"
  /** And sets roles, and moderates moderators. */
  | "owner";

/** Who may find and enter a room. */
export type RoomVisibility =
  /** Everyone finds it and may join it. */
  | "public"
  /** Only invited users may join; for others it can't be told from a room that doesn't exist. */
  | "private"
  /** A private room of two, made by OpenDirect; nobody joins or leaves it. */
  | "direct";

/** A wish for messages that hold some words. */
export interface SearchMessagesRequest {
  /** The room's name. */
  readonly room: string;
  /** 1–10 words, at most 200 characters; a message must hold a beginning of each, whatever the case and accents. */
  readonly query: string;
  /** Only messages before this one. */
  readonly before?: number | undefined;
  /** The most messages, 1 to 100; 20 when absent. */
  readonly limit?: number | undefined;
}

/** Another role for a member. */
export interface SetRoleRequest {
  /** The room's name. */
  readonly room: string;
  /** The member. */
  readonly userId: string;
  /** The role from now on. */
  readonly role: RoomRole;
}

/** Says that the user is writing. */
export interface SetTypingRequest {
  /** The room's name. */
  readonly room: string;
  /** True is good for six seconds; say it again to go on. */
  readonly typing: boolean;
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
  /** Where to go on from; everything after it comes. It goes before `last`. */
  readonly since?: Position | undefined;
  /** How many of the newest publications to replay, at least 0; not looked at when there is `since`. */
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

/** Somebody writes, or stopped: the data of the signal `chat.typing`. */
export interface TypingSignal {
  /** Who. */
  readonly userId: string;
  /** The name the user goes by. */
  readonly name?: string | undefined;
  /** False when it is over, also when six seconds have passed without another word of it. */
  readonly typing: boolean;
}

/** Ends a ban. */
export interface UnbanRequest {
  /** The room's name. */
  readonly room: string;
  /** The user. */
  readonly userId: string;
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

/** Changes of a room; what is absent stays. */
export interface UpdateRoomRequest {
  /** The room's name. */
  readonly room: string;
  /** What it is called, 1–100 characters. */
  readonly title?: string | undefined;
  /** What it is about, at most 500 characters; empty takes it away. */
  readonly topic?: string | undefined;
  /** 0 to 3,600,000 milliseconds. */
  readonly slowModeMs?: number | undefined;
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

/** What a client may call for chat rooms. All of it takes a signed-in user. A room that is private, or that bans the user, is refused with the same `permission_denied` as one that does not exist. */
export interface ChatMethods {
  /** Makes a room, owned by the caller. `conflict` when the name is taken. */
  CreateRoom(request: CreateRoomRequest): Promise<Room>;
  /** Lists public rooms and those the caller is a member of. */
  ListRooms(request: ListRoomsRequest): Promise<RoomPage>;
  /** Gives a room and its members. */
  GetRoom(request: GetRoomRequest): Promise<RoomDetails>;
  /** Changes title, topic or slow mode; takes a moderator. */
  UpdateRoom(request: UpdateRoomRequest): Promise<Room>;
  /** Makes the caller a member, which outlives the connection. No error for one who is. */
  JoinRoom(request: JoinRoomRequest): Promise<Room>;
  /** Ends the caller's membership and subscriptions. No error for one who is no member; the last owner has to name another first. */
  LeaveRoom(request: LeaveRoomRequest): Promise<void>;
  /** Lets a user join; any member may. */
  InviteMember(request: InviteMemberRequest): Promise<void>;
  /** Sets a member's role; takes an owner. */
  SetRole(request: SetRoleRequest): Promise<void>;
  /** Makes a member of a lower role leave; ends his subscriptions on all devices, not his connections. */
  Kick(request: KickRequest): Promise<void>;
  /** Makes a user leave and keeps him out. */
  Ban(request: BanRequest): Promise<void>;
  /** Ends a ban. No error where there is none. */
  Unban(request: UnbanRequest): Promise<void>;
  /** Lets a member of a lower role read but not write. */
  Mute(request: MuteRequest): Promise<void>;
  /** Posts a message; resolves when it is stored. `rate_limited` within the room's slow mode. */
  PostMessage(request: PostMessageRequest): Promise<Message>;
  /** Changes the text of the caller's own message, within the time that the server allows. */
  EditMessage(request: EditMessageRequest): Promise<Message>;
  /** Deletes the caller's own message, or as a moderator anyone's. No error for a deleted one. */
  DeleteMessage(request: DeleteMessageRequest): Promise<void>;
  /** Puts an emoji under a message or takes it back. No error when that is so already. */
  React(request: ReactRequest): Promise<Message>;
  /** Tells the room that the caller writes, for six seconds, or no longer does. */
  SetTyping(request: SetTypingRequest): Promise<void>;
  /** Reads messages, ascending. */
  GetMessages(request: GetMessagesRequest): Promise<MessagePage>;
  /** Finds messages by words, newest first. */
  SearchMessages(request: SearchMessagesRequest): Promise<MessagePage>;
  /** Gives the private room of the caller and another user, made when first asked for. */
  OpenDirect(request: OpenDirectRequest): Promise<Room>;
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

/** Everything that a client may call. */
export interface HubMethods extends ChannelMethods, ChatMethods {}

/** Everything that the server may call. */
export interface HubCallbacks extends ChannelClient {}

/** The names of `HubCallbacks`. */
export const callbackNames = [
  "Welcome",
  "Publication",
  "Signal",
  "Presence",
  "Reset",
  "Unsubscribed",
  "TokenExpiring",
  "Draining",
  "Closing",
] as const satisfies readonly (keyof HubCallbacks)[];

/** After these the same call may work later. */
export const temporaryCodes: ReadonlySet<string> = new Set<ErrorCode>(["rate_limited", "unavailable", "internal"]);
