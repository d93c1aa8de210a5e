// Generated from Hub.Shared by Hub.Web/contracts: change the C# contracts and run `npm run contracts`.

/** An alert. It fires once and then stays in the list until it is cleared. */
export interface Alert {
  /** Its id. */
  readonly alertId: string;
  /** The feed's name. */
  readonly feed: string;
  /** The key. */
  readonly key: string;
  /** The field. */
  readonly field: string;
  /** When it fires. */
  readonly condition: AlertCondition;
  /** The threshold or percentage. */
  readonly value: number;
  /** When it was set, Unix milliseconds. */
  readonly createdTime: number;
  /** The time of `changes` in milliseconds. */
  readonly withinMs?: number | undefined;
  /** When it fired, Unix milliseconds; absent until then. */
  readonly firedTime?: number | undefined;
  /** The value that it fired at. */
  readonly firedValue?: number | undefined;
}

/** When an alert fires. */
export type AlertCondition =
  /** A value is greater than the threshold. */
  | "above"
  /** A value is less than the threshold. */
  | "below"
  /** A value is on the other side of the threshold than the one before it, or reaches it. */
  | "crosses"
  /** A value differs by a percentage from one of the values within a time before it. */
  | "changes";

/** The calling user's alerts. */
export interface AlertList {
  /** In the order in which they were set. */
  readonly alerts: readonly Alert[];
}

/** Bans a user: removes the user and keeps the user out. */
export interface BanRequest {
  /** The room's name. */
  readonly room: string;
  /** The user, who need not be a member. */
  readonly userId: string;
  /** When the ban ends, Unix milliseconds; absent for never. */
  readonly untilTime?: number | undefined;
}

/** How the channels of a namespace deliver. */
export type ChannelMode =
  /** Every subscriber gets every publication, in order. */
  | "log"
  /** Every publication has a key; every subscriber gets the latest value of each key. */
  | "state"
  /** Nothing is stored. */
  | "signal";

/** A user as chat shows one. */
export interface ChatUser {
  /** The user's id. */
  readonly userId: string;
  /** The user's latest known name; absent where none is known. */
  readonly name?: string | undefined;
}

/** Removes an alert of the calling user; one that is not there is no error. */
export interface ClearAlertRequest {
  /** Its id. */
  readonly alertId: string;
}

/** Closes a document on this connection. */
export interface CloseDocumentRequest {
  /** The document's id. */
  readonly documentId: string;
}

/** Sent right before the server closes the connection, where it can still be written. */
export interface Closing {
  /** Why, for programs. */
  readonly code: ClosingCode;
  /** Why, for people. */
  readonly message: string;
  /** What to do next. */
  readonly reconnect: ReconnectAdvice;
  /** Why, one machine word such as `muted` or `retention`; docs/protocol.md and docs/chat.md list them. */
  readonly reason?: string | undefined;
  /** The field of the request that broke a rule, such as `data` or `since.offset`. */
  readonly field?: string | undefined;
  /** The limit that was exceeded: bytes, characters, entries or calls a second, as the text says. */
  readonly limit?: number | undefined;
  /** The actual value where a limit was exceeded or an expectation failed, in the unit of `limit`. */
  readonly actual?: number | undefined;
  /** How long to wait before the same call may succeed, in milliseconds, at least 1. */
  readonly retryAfterMs?: number | undefined;
  /** Until when the reason applies, Unix milliseconds; absent for no end. */
  readonly untilTime?: number | undefined;
  /** The right that is missing: `subscribe`, `publish`, `signal`, `presence` or `history`. */
  readonly right?: string | undefined;
  /** The index of the entry, in a list of the request, that was refused; from 0. */
  readonly index?: number | undefined;
}

/** Why the server closes a connection. */
export type ClosingCode =
  /** The node is shutting down. */
  | "shutdown"
  /** The connection did not read what was written to it. */
  | "slow_consumer"
  /** The token expired and was not refreshed. */
  | "token_expired"
  /** The connection continued to exceed its rates after it was refused. */
  | "too_many_errors"
  /** The user or address has too many connections. */
  | "connection_limit"
  /** An operator, or a user with the right to do so, ended the connection. */
  | "kicked"
  /** The user is banned. */
  | "banned"
  /** The connection sent bytes that are not a message of its protocol. */
  | "protocol_error";

/** Creates a document, owned by the caller. */
export interface CreateDocumentRequest {
  /** The title, 1–200 characters. */
  readonly title: string;
  /** Its id, 1–128 bytes without control characters or white space; the server makes one when absent. */
  readonly documentId?: string | undefined;
  /** Who may find and edit it; public in Development and private elsewhere when absent. */
  readonly visibility?: DocumentVisibility | undefined;
}

/** Makes a link that gives each user who opens it a role in a document. */
export interface CreateLinkRequest {
  /** The document's id. */
  readonly documentId: string;
  /** The role: `editor`, `commenter` or `reader`. */
  readonly role: DocumentRole;
}

/** Creates a room, owned by the caller. */
export interface CreateRoomRequest {
  /** Its name, 1–128 bytes without control characters or white space; must not start with `direct/`. */
  readonly room: string;
  /** The title, 1–100 characters. */
  readonly title: string;
  /** Public or private. */
  readonly visibility: RoomVisibility;
  /** The topic, at most 500 characters. */
  readonly topic?: string | undefined;
}

/** A new link. */
export interface CreatedLink {
  /** Its id, for `RevokeLink`. */
  readonly linkId: string;
  /** What `UseLink` takes. It contains a secret, which the server does not keep: it is given here and never again. */
  readonly link: string;
}

/** How far the calling user has read in one channel. */
export interface Cursor {
  /** The channel. */
  readonly channel: string;
  /** The offset of the newest publication read. */
  readonly offset: number;
  /** How many publications after it count as unread. */
  readonly unread: number;
  /** How many of the unread messages mention the user; chat rooms only. */
  readonly mentions?: number | undefined;
}

/** Deletes a document with everything in it. */
export interface DeleteDocumentRequest {
  /** The document's id. */
  readonly documentId: string;
}

/** Deletes a message; its text can't be restored. */
export interface DeleteMessageRequest {
  /** The room's name. */
  readonly room: string;
  /** The message. */
  readonly messageId: number;
}

/** Deletes a room with everything in it. */
export interface DeleteRoomRequest {
  /** The room's name. */
  readonly room: string;
}

/** Deletes a version; the document stays as it is. */
export interface DeleteVersionRequest {
  /** The document's id. */
  readonly documentId: string;
  /** The version's id. */
  readonly versionId: string;
}

/** A document. */
export interface Document {
  /** Its id: the key of its channel, after `doc:`. */
  readonly documentId: string;
  /** Its title. */
  readonly title: string;
  /** Who may find and edit it. */
  readonly visibility: DocumentVisibility;
  /** When it was created, Unix milliseconds. */
  readonly createdTime: number;
  /** The id of the user who created it. */
  readonly createdBy: string;
  /** The calling user's role; absent in publications. */
  readonly role?: DocumentRole | undefined;
  /** Where its text says a word that was searched for, in one line; absent where it says none, and everywhere but in the results of a search. */
  readonly snippet?: string | undefined;
}

/** What a connection may do with a document that it has opened. */
export type DocumentAccess =
  /** It may read; its updates are refused. */
  | "read"
  /** It may push updates. */
  | "write";

/** A user as documents show one. */
export interface DocumentAuthor {
  /** The user's id. */
  readonly userId: string;
  /** The name that the user's token had. */
  readonly name?: string | undefined;
}

/** A link to a document, without its secret. */
export interface DocumentLink {
  /** Its id. */
  readonly linkId: string;
  /** The role that it gives. */
  readonly role: DocumentRole;
  /** When it was made, Unix milliseconds. */
  readonly createdTime: number;
  /** The id of the owner who made it. */
  readonly createdBy: string;
  /** How many users have a role from it. */
  readonly users: number;
}

/** The links of a document. */
export interface DocumentLinks {
  /** In the order in which they were made. */
  readonly links: readonly DocumentLink[];
}

/** A user with whom a document is shared. */
export interface DocumentMember {
  /** The user's id. */
  readonly userId: string;
  /** What the user may do. */
  readonly role: DocumentRole;
  /** The link that the role is from; absent when the role was given to the user's id. */
  readonly linkId?: string | undefined;
}

/** The members of a document. */
export interface DocumentMembers {
  /** In order of their ids. */
  readonly members: readonly DocumentMember[];
}

/** The caller's role in a document: the data of `doc.membership` in `sys:documents/<userId>`. */
export interface DocumentMembership {
  /** What the user may do. */
  readonly role: DocumentRole;
}

/** A document was shared with the user: the data of `document` in the personal channel. */
export interface DocumentNotice {
  /** The document's id. */
  readonly documentId: string;
  /** Its title. */
  readonly title: string;
  /** What the user may do with it. */
  readonly role: DocumentRole;
  /** The id of the owner who shared it. */
  readonly by: string;
}

/** Documents in order of their ids. */
export interface DocumentPage {
  /** The documents. */
  readonly documents: readonly Document[];
  /** The `after` of the next page; absent on the last. */
  readonly next?: string | undefined;
  /** True when the texts of some documents could not be searched yet, as soon after a start of the server: ask again; absent otherwise. */
  readonly incomplete?: boolean | undefined;
}

/** What a user may do with a document. Each role includes those before it. */
export type DocumentRole =
  /** Nothing. */
  | "none"
  /** May read, and send awareness. */
  | "reader"
  /** May read; for applications that keep comments next to the document. */
  | "commenter"
  /** May edit. */
  | "editor"
  /** May also rename, share and delete. */
  | "owner";

/** The text of a document, without formats. */
export interface DocumentText {
  /** The text; XML elements are on lines of their own. */
  readonly text: string;
  /** Everything up to here is in it. */
  readonly position: Position;
}

/** Bytes of Yjs: the data of `doc.updated` and `doc.awareness`. */
export interface DocumentUpdate {
  /** An update of format v1, or a message of y-protocols' awareness. */
  readonly update: Uint8Array | string;
}

/** A version: what a document contained at a time. */
export interface DocumentVersion {
  /** Its id. Later versions have greater ids, in the order of their characters. */
  readonly versionId: string;
  /** The label, given by the user who saved it; absent for automatic versions and for those without a label. */
  readonly label?: string | undefined;
  /** Whether the server saved it, after a while of editing or before a restore. The oldest automatic versions are deleted for newer ones. */
  readonly automatic: boolean;
  /** When it was saved, Unix milliseconds. */
  readonly createdTime: number;
  /** Who saved it; for an automatic version who edited last, absent when that is no longer known. */
  readonly author?: DocumentAuthor | undefined;
  /** Everything up to here is in it. */
  readonly position: Position;
  /** Its size in bytes, as one update. */
  readonly sizeBytes: number;
  /** True in the publication that says that it was deleted; absent otherwise. */
  readonly deleted?: boolean | undefined;
}

/** Who may find and edit a document. */
export type DocumentVisibility =
  /** Every signed-in user can find and edit it. */
  | "public"
  /** Only its members; for others it looks like a document that doesn't exist. */
  | "private";

/** This node is shutting down. */
export interface Draining {
  /** Reconnect at a random moment within this time, in milliseconds. */
  readonly reconnectAfterMs: number;
}

/** Changes the text of one of the user's own messages. */
export interface EditMessageRequest {
  /** The room's name. */
  readonly room: string;
  /** The message. */
  readonly messageId: number;
  /** The new text, 1 byte to 16 KiB. */
  readonly text: string;
}

/** Why a call was refused. On the wire in snake case: `bad_request`. */
export type ErrorCode =
  /** The request breaks a rule; the text names the field. */
  | "bad_request"
  /** The call takes a signed-in user, or the token is missing, invalid or another user's. */
  | "unauthorized"
  /** The user has no right to do this; also for what is private and does not exist. */
  | "permission_denied"
  /** An item does not exist in something that the user may see. */
  | "not_found"
  /** The current state conflicts with the request; nothing was changed. */
  | "conflict"
  /** The subscription can't continue from the given position. */
  | "position_lost"
  /** The value is larger than its limit. */
  | "payload_too_large"
  /** A count would exceed its limit. */
  | "limit_exceeded"
  /** Too many calls; the details say after how many milliseconds to retry. */
  | "rate_limited"
  /** The engine does not respond; nothing was stored. */
  | "unavailable"
  /** An error in the server, logged under the id in the text. */
  | "internal";

/** A feed. */
export interface Feed {
  /** Its name: the key of its channel, after `feed:`. */
  readonly name: string;
  /** Its title, for people. */
  readonly title: string;
  /** A sentence about it; empty where none is configured. */
  readonly description: string;
  /** Where its values come from: `publish` for programs that call PublishUpdates, otherwise the kind of source. */
  readonly source: string;
  /** Its fields: as declared, otherwise those of its values. */
  readonly fields: readonly FeedField[];
  /** How many keys have a value. */
  readonly keys: number;
  /** The status of its source; absent where programs publish. */
  readonly status?: FeedSourceStatus | undefined;
}

/** One field of a feed's values. */
export interface FeedField {
  /** Its name, 1–64 bytes. */
  readonly name: string;
  /** Its type. */
  readonly type: FeedFieldType;
  /** The unit of its numbers, such as `°C`. */
  readonly unit?: string | undefined;
}

/** The type of a field of a feed. `null`, for no value, is allowed in every type. */
export type FeedFieldType =
  /** A finite number. */
  | "number"
  /** A text. */
  | "string"
  /** True or false. */
  | "boolean";

/** The feeds that the caller may subscribe to. */
export interface FeedList {
  /** In order of their names. */
  readonly feeds: readonly Feed[];
}

/** What a number of a feed has been. */
export interface FeedSeries {
  /** In order of time; a time without values has none. */
  readonly buckets: readonly SeriesBucket[];
  /** The channel's offset up to which values are counted: live publications behind it are not in the buckets. */
  readonly offset: number;
}

/** The state of a feed's source. */
export type FeedSourceState =
  /** It was started and has produced no values yet. */
  | "starting"
  /** It produces values. */
  | "running"
  /** It failed and is restarted after a growing delay; the last values stay. */
  | "failing"
  /** It has produced all its values. */
  | "ended";

/** The status of a feed's source. */
export interface FeedSourceStatus {
  /** The state. */
  readonly state: FeedSourceState;
  /** When the state began, Unix milliseconds. */
  readonly sinceTime: number;
  /** Why it fails, as text for people; absent otherwise. */
  readonly message?: string | undefined;
}

/** A new value of one key. */
export interface FeedUpdate {
  /** The key, 1–200 bytes without control characters. */
  readonly key: string;
  /** A flat object of numbers, texts, booleans and `null`; required unless `removed` is true. */
  readonly fields?: unknown | undefined;
  /** True merges the fields into the current value of the key; otherwise they replace it. */
  readonly patch?: boolean | undefined;
  /** True removes the key. */
  readonly removed?: boolean | undefined;
  /** When the source measured it, Unix milliseconds; checked, but not kept yet. */
  readonly sourceTime?: number | undefined;
  /** The source's own count, at least 0: an update below the key's latest version is ignored. */
  readonly version?: number | undefined;
}

/** New values of the feed in the address: the body of `POST /api/v1/feeds/{name}/updates`. */
export interface FeedUpdates {
  /** At most 1,000, in the order in which they take effect. */
  readonly updates: readonly FeedUpdate[];
}

/** Asks for users by id or name. */
export interface FindUsersRequest {
  /** An exact user id, or an exact name in any case and with or without accents. */
  readonly query: string;
}

/** Publications that a subscriber will not get. */
export interface Gap {
  /** The last offset before the gap. */
  readonly after: number;
  /** The first offset after the gap. */
  readonly before: number;
  /** Why they are missing. */
  readonly reason: GapReason;
}

/** Why publications are missing. */
export type GapReason =
  /** The channel has a new epoch. */
  | "epoch"
  /** The channel no longer keeps them. */
  | "retention"
  /** They are more than one replay may contain. */
  | "limit";

/** Asks for one document. */
export interface GetDocumentRequest {
  /** The document's id. */
  readonly documentId: string;
}

/** Asks for messages, with at most one of the three bounds; without one the newest are returned. */
export interface GetMessagesRequest {
  /** The room's name. */
  readonly room: string;
  /** Returns the newest messages before this id. */
  readonly before?: number | undefined;
  /** Returns the oldest messages after this id. */
  readonly after?: number | undefined;
  /** Returns this message with as many older as newer ones. */
  readonly around?: number | undefined;
  /** The most messages, 1 to 200; 50 when absent. */
  readonly limit?: number | undefined;
}

/** Asks for one room. */
export interface GetRoomRequest {
  /** The room's name. */
  readonly room: string;
}

/** A request for what a version contains. */
export interface GetVersionRequest {
  /** The document's id. */
  readonly documentId: string;
  /** The version's id. */
  readonly versionId: string;
}

/** Asks for a guest's token, `POST /auth/guest`. */
export interface GuestRequest {
  /** The guest's name, 1–64 characters. */
  readonly name: string;
}

/** A guest's token. */
export interface GuestToken {
  /** The token, sent as `Authorization: Bearer` or as `access_token`. */
  readonly token: string;
  /** The new user's id. */
  readonly userId: string;
  /** The name as accepted. */
  readonly name: string;
  /** When the token expires, Unix milliseconds. */
  readonly expiresTime: number;
}

/** A page of history. */
export interface HistoryPage {
  /** In ascending order of offsets. */
  readonly publications: readonly Publication[];
  /** The channel's head. */
  readonly position: Position;
  /** Whether the channel keeps more in the direction of reading. */
  readonly hasMore: boolean;
}

/** Lets a user join a room, and sends the user a notice. */
export interface InviteMemberRequest {
  /** The room's name. */
  readonly room: string;
  /** The invited user. */
  readonly userId: string;
}

/** A user invited this one, or opened a direct room: the data of `invite` in `user:<userId>`. */
export interface InviteNotice {
  /** The room's name. */
  readonly room: string;
  /** The room's title at that time. */
  readonly title: string;
  /** The room's visibility. */
  readonly visibility: RoomVisibility;
  /** Who invited. */
  readonly by: ChatUser;
}

/** Makes the caller a member of a room. */
export interface JoinRoomRequest {
  /** The room's name. */
  readonly room: string;
}

/** Removes a member, who may join again like any other user. */
export interface KickRequest {
  /** The room's name. */
  readonly room: string;
  /** The member. */
  readonly userId: string;
}

/** Ends the caller's membership of a room. */
export interface LeaveRoomRequest {
  /** The room's name. */
  readonly room: string;
}

/** Asks for the calling user's alerts. */
export interface ListAlertsRequest {
  /** Only those of this feed; absent: all. */
  readonly feed?: string | undefined;
}

/** Asks for documents: the public ones and those of the calling user. */
export interface ListDocumentsRequest {
  /** Only documents whose id or title contains this, or in whose title and text each of its words begins a word; in any case, with or without accents, at most 200 characters and 20 words. */
  readonly query?: string | undefined;
  /** The page starts after this document; the `next` of the page before. */
  readonly after?: string | undefined;
  /** The most documents, 1 to 200; 100 when absent. */
  readonly limit?: number | undefined;
}

/** Asks for the list of feeds. */
export interface ListFeedsRequest {
}

/** Asks for the links of a document. */
export interface ListLinksRequest {
  /** The document's id. */
  readonly documentId: string;
}

/** Asks who is banned from a room and who is muted in it. */
export interface ListRestrictionsRequest {
  /** The room's name. */
  readonly room: string;
}

/** Asks for rooms: the public ones and those of the calling user. */
export interface ListRoomsRequest {
  /** Only rooms whose name or title contains this, in any case and with or without accents. */
  readonly query?: string | undefined;
  /** The page starts after this room; the `next` of the page before. */
  readonly after?: string | undefined;
  /** The most rooms, 1 to 200; 100 when absent. */
  readonly limit?: number | undefined;
}

/** A request for the versions of a document. */
export interface ListVersionsRequest {
  /** The document's id. */
  readonly documentId: string;
  /** Only versions before this one, by id. */
  readonly before?: string | undefined;
  /** The most versions, 1 to 200; 100 when absent. */
  readonly limit?: number | undefined;
}

/** Moves the read position of the calling user forward. */
export interface MarkReadRequest {
  /** The channel. */
  readonly channel: string;
  /** The offset of the newest publication read, at least 0. An offset beyond the head counts as the head; a lower one than before changes nothing. */
  readonly offset: number;
}

/** The read position after the call. */
export interface MarkReadResult {
  /** The offset of the newest publication read. */
  readonly offset: number;
  /** How many publications after it count as unread. */
  readonly unread: number;
}

/** One user who is subscribed to a channel, with all of the user's connections. */
export interface Member {
  /** The user's id, or `"~"` and the connection's id for a connection without a user. */
  readonly userId: string;
  /** The user's name; absent where none is known. */
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
  /** The presence data of the connection, at most 4 KiB encoded; absent until it is set. */
  readonly data?: unknown | undefined;
}

/** A message mentions the user: the data of `mention` in `user:<userId>`. Contains no text, so that no text remains there after its message is deleted. */
export interface MentionNotice {
  /** The room's name. */
  readonly room: string;
  /** The message. */
  readonly messageId: number;
  /** Who posted it. */
  readonly author: ChatUser;
}

/** A message of a room in its current version: the data of `chat.posted`, `.edited`, `.deleted` and `.reacted`. */
export interface Message {
  /** The offset of its first publication. */
  readonly messageId: number;
  /** The room's name. */
  readonly room: string;
  /** Who posted it, set by the server. */
  readonly author: ChatUser;
  /** The text; empty once it is deleted. Plain text written by users: never show it as HTML. */
  readonly text: string;
  /** When it was posted, Unix milliseconds. */
  readonly time: number;
  /** When its text was last changed, Unix milliseconds. */
  readonly editedTime?: number | undefined;
  /** True for a deleted message. */
  readonly deleted?: boolean | undefined;
  /** The message that it answers. */
  readonly replyTo?: MessageReference | undefined;
  /** The ids of the members that its text mentions. */
  readonly mentions: readonly string[];
  /** The reactions, in order of their first use. */
  readonly reactions: readonly Reaction[];
  /** Increases with every change; of two versions the higher one is current. */
  readonly version: number;
  /** The idempotency key of its post. */
  readonly idempotencyKey?: string | undefined;
}

/** Messages of a room. */
export interface MessagePage {
  /** In ascending order from GetMessages, newest first from SearchMessages. */
  readonly messages: readonly Message[];
  /** Whether there are more in the direction of reading; around a message, on either side of it. */
  readonly hasMore: boolean;
}

/** A message as a reply shows it. */
export interface MessageReference {
  /** Which message. */
  readonly messageId: number;
  /** Who posted it. */
  readonly author: ChatUser;
  /** The start of its current text; empty once it is deleted. */
  readonly excerpt: string;
}

/** Messages of several rooms, newest first. */
export interface MessageSearchPage {
  /** The messages. */
  readonly messages: readonly Message[];
  /** The `after` of the next page; absent on the last. */
  readonly next?: string | undefined;
}

/** A moderator muted the user or ended a mute: the data of `mute` in `user:<userId>`. */
export interface MuteNotice {
  /** The room's name. */
  readonly room: string;
  /** Until when the user may not post, Unix milliseconds; in the past when the mute was ended. */
  readonly untilTime: number;
}

/** Mutes a member, who may read but not post. */
export interface MuteRequest {
  /** The room's name. */
  readonly room: string;
  /** The member. */
  readonly userId: string;
  /** When the mute ends, Unix milliseconds; a time in the past ends it now. */
  readonly untilTime: number;
}

/** What to do when the log can't be replayed from the position that was asked for. */
export type OnGap =
  /** Replay nothing and report the gap. */
  | "reset"
  /** Replay as many of the newest publications as allowed and report the gap before them. */
  | "tail"
  /** Refuse the subscribe with `position_lost`. */
  | "fail";

/** Asks for the direct room with another user. */
export interface OpenDirectRequest {
  /** The other user. */
  readonly userId: string;
}

/** Opens a document: its content, and every update from now on. */
export interface OpenDocumentRequest {
  /** The document's id. */
  readonly documentId: string;
  /** What the client has already, as `Y.encodeStateVector` returns it; absent for nothing. */
  readonly stateVector?: Uint8Array | string | undefined;
}

/** An open document. */
export interface OpenedDocument {
  /** The document. */
  readonly document: Document;
  /** What the client's state vector lacks, as a Yjs update of format v1. */
  readonly update: Uint8Array | string;
  /** What the server has: the client pushes what the server lacks. */
  readonly stateVector: Uint8Array | string;
  /** Everything up to here is in `Update`; later updates come as publications. */
  readonly position: Position;
  /** Whether the caller may push updates. */
  readonly access: DocumentAccess;
  /** Who is in the document: messages of y-protocols' awareness. */
  readonly awareness: readonly (Uint8Array | string)[];
}

/** A place in a channel. Offsets are 1, 2, 3 … without holes within an epoch; offset 0 is before the first publication. A channel that lost publications which it had delivered gets a new epoch. A channel that stores nothing has an empty epoch. */
export interface Position {
  /** Identifies one unbroken run of offsets; compare for equality only. */
  readonly epoch: string;
  /** 0 to 2^53 − 1. */
  readonly offset: number;
}

/** Posts a message. */
export interface PostMessageRequest {
  /** The room's name. */
  readonly room: string;
  /** The text, 1 byte to 16 KiB; no control characters but line breaks and tabs. */
  readonly text: string;
  /** The message that it answers. */
  readonly replyTo?: number | undefined;
  /** 1–64 bytes, remembered for 5 minutes: a second post with the same key posts nothing and returns the first message. */
  readonly idempotencyKey?: string | undefined;
}

/** A change of presence in a channel. */
export interface PresenceChange {
  /** The channel. */
  readonly channel: string;
  /** Members who joined. */
  readonly joined: readonly Member[];
  /** Members whose connections or data changed, as they are now. */
  readonly updated: readonly Member[];
  /** Members who left. */
  readonly left: readonly Member[];
  /** How many members there are now. */
  readonly users: number;
  /** How many connections there are now. */
  readonly connections: number;
  /** Increases with every change; a version not above the one held is outdated. */
  readonly version: number;
  /** True when the channel is too large for names: the three lists are empty. */
  readonly countsOnly?: boolean | undefined;
}

/** Who is subscribed to a channel, at one version. */
export interface PresenceSnapshot {
  /** The members in order of joining; empty beyond the namespace's limit (200 by default). */
  readonly members: readonly Member[];
  /** The number of members. */
  readonly users: number;
  /** The number of connections. */
  readonly connections: number;
  /** Increases with every change. */
  readonly version: number;
}

/** One immutable message of a channel. */
export interface Publication {
  /** The channel it belongs to. */
  readonly channel: string;
  /** Its number in the channel, from 1. */
  readonly offset: number;
  /** The type, 1–64 bytes; types of the server's modules start with their name and a dot, as `chat.posted`. */
  readonly type: string;
  /** The value, as published. */
  readonly data: unknown;
  /** The key whose value it sets, 1–200 bytes. */
  readonly key?: string | undefined;
  /** True when it removes its key. */
  readonly removed?: boolean | undefined;
  /** True when it is the current value of a key, sent when a subscription starts or recovers (state mode). */
  readonly snapshot?: boolean | undefined;
  /** True when `data` has only the fields that changed, to be merged into the value of the key that was received before (feeds). */
  readonly patch?: boolean | undefined;
  /** True when the source of the value has been silent for too long: it may no longer be true (feeds). */
  readonly stale?: boolean | undefined;
  /** How many earlier values of its key it replaces that were not delivered (state mode). */
  readonly merged?: number | undefined;
  /** The offset to recover with: everything subscribed to at or below it has been sent (state mode). */
  readonly resume?: number | undefined;
  /** Who published it; absent when the server did. */
  readonly publisher?: Publisher | undefined;
  /** When it was accepted, Unix milliseconds. */
  readonly time: number;
  /** The idempotency key of its publish. */
  readonly idempotencyKey?: string | undefined;
}

/** Publishes one value. */
export interface PublishRequest {
  /** The channel. */
  readonly channel: string;
  /** The type of the publication, 1–64 bytes. */
  readonly type: string;
  /** The value; `null` is a value. */
  readonly data: unknown;
  /** The key whose value it sets, 1–200 bytes; required in state mode. */
  readonly key?: string | undefined;
  /** True removes the key. */
  readonly removed?: boolean | undefined;
  /** 1–64 bytes, remembered for each channel and user for 5 minutes: a second publish with the same key publishes nothing. */
  readonly idempotencyKey?: string | undefined;
  /** The offset that the channel's head must have; with another head the call is refused with `conflict`. */
  readonly expectedOffset?: number | undefined;
}

/** The result of a publish. */
export interface PublishResult {
  /** The position of the publication. */
  readonly position: Position;
  /** True when the idempotency key was used before: the position is that of the first publication. */
  readonly duplicate: boolean;
}

/** Publishes new values of a feed. */
export interface PublishUpdatesRequest {
  /** The feed's name, 1–128 bytes without control characters or white space. */
  readonly feed: string;
  /** At most 1,000, in the order in which they take effect. */
  readonly updates: readonly FeedUpdate[];
}

/** The result of publishing updates. */
export interface PublishUpdatesResult {
  /** How many took effect, with those that changed nothing and were not published. */
  readonly accepted: number;
  /** How many had an older version than their key. */
  readonly ignored: number;
}

/** Who published: set by the server, never taken from the request. */
export interface Publisher {
  /** The user's id, or `"~"` and the connection's id for a connection without a user. */
  readonly userId: string;
  /** The user's name; absent where none is known. */
  readonly name?: string | undefined;
  /** The id of the publishing connection; empty when the server published. */
  readonly connectionId: string;
}

/** Sends the caller's awareness. */
export interface PushAwarenessRequest {
  /** The document's id. */
  readonly documentId: string;
  /** A message of y-protocols' awareness about the caller's own clients, at most 8 KiB. */
  readonly update: Uint8Array | string;
}

/** Stores edits of a document. */
export interface PushUpdateRequest {
  /** The document's id. */
  readonly documentId: string;
  /** A Yjs update of format v1, at most 1 MiB. */
  readonly update: Uint8Array | string;
}

/** The result of storing edits. */
export interface PushUpdateResult {
  /** Their position; the head when they added nothing. */
  readonly position: Position;
}

/** Adds a reaction to a message, or removes it. */
export interface ReactRequest {
  /** The room's name. */
  readonly room: string;
  /** The message. */
  readonly messageId: number;
  /** One emoji, at most 32 bytes. */
  readonly emoji: string;
  /** True removes the reaction. */
  readonly remove?: boolean | undefined;
}

/** One emoji under a message. */
export interface Reaction {
  /** The emoji. */
  readonly emoji: string;
  /** The users who added it, in order. */
  readonly userIds: readonly string[];
  /** The number of these users. */
  readonly count: number;
}

/** Asks for read positions of the calling user. */
export interface ReadCursorsRequest {
  /** The channels; absent for every channel with a read position. */
  readonly channels?: readonly string[] | undefined;
}

/** Read positions. */
export interface ReadCursorsResult {
  /** One for each channel. */
  readonly cursors: readonly Cursor[];
}

/** Asks for a page of history. Both bounds are exclusive; without one the newest publications are returned. */
export interface ReadHistoryRequest {
  /** The channel. */
  readonly channel: string;
  /** Returns the oldest publications after this offset, at least 0. */
  readonly after?: number | undefined;
  /** Returns the newest publications before this offset, at least 0. */
  readonly before?: number | undefined;
  /** The most publications, 1 to 1,000; 100 when absent. */
  readonly limit?: number | undefined;
}

/** Asks for the members of a document. */
export interface ReadMembersRequest {
  /** The document's id. */
  readonly documentId: string;
}

/** Asks for the presence of a channel. */
export interface ReadPresenceRequest {
  /** The channel. */
  readonly channel: string;
}

/** Asks for what a number of a feed has been. */
export interface ReadSeriesRequest {
  /** The feed's name. */
  readonly feed: string;
  /** The key. */
  readonly key: string;
  /** The field, one of numbers. */
  readonly field: string;
  /** The width of a bucket in milliseconds, at least 1,000. */
  readonly bucketMs: number;
  /** From when on, Unix milliseconds, inclusive; absent from the oldest kept. */
  readonly fromTime?: number | undefined;
  /** Until when, Unix milliseconds, exclusive; absent until now. */
  readonly toTime?: number | undefined;
}

/** Asks for a page of state. */
export interface ReadStateRequest {
  /** A channel in state mode. */
  readonly channel: string;
  /** The page starts after this key; absent for the first page. */
  readonly afterKey?: string | undefined;
  /** Only keys that start with this; absent for all. */
  readonly prefix?: string | undefined;
  /** The most entries, 1 to 1,000; 100 when absent. */
  readonly limit?: number | undefined;
}

/** A request for the text of a document. */
export interface ReadTextRequest {
  /** The document's id. */
  readonly documentId: string;
  /** The root type, such as `content`; all of them, one after another on lines of their own, when absent. */
  readonly name?: string | undefined;
}

/** What a client should do after the server has closed its connection. */
export type ReconnectAdvice =
  /** Reconnect at once. */
  | "now"
  /** Reconnect after a back-off. */
  | "backoff"
  /** Do not reconnect. */
  | "never";

/** Replaces the token of the connection. */
export interface RefreshTokenRequest {
  /** A token of the same user. */
  readonly token: string;
}

/** What the new token changed. */
export interface RefreshTokenResult {
  /** When the token expires, Unix milliseconds. */
  readonly expiresTime: number;
  /** Channels whose subscription the new token does not allow; these subscriptions have ended. */
  readonly lost: readonly string[];
}

/** The details of a refusal: the JSON object behind its text. */
export interface RefusalDetails {
  /** The channel that was refused. */
  readonly channel?: string | undefined;
  /** Why, one machine word such as `muted` or `retention`; docs/protocol.md and docs/chat.md list them. */
  readonly reason?: string | undefined;
  /** The field of the request that broke a rule, such as `data` or `since.offset`. */
  readonly field?: string | undefined;
  /** The limit that was exceeded: bytes, characters, entries or calls a second, as the text says. */
  readonly limit?: number | undefined;
  /** The actual value where a limit was exceeded or an expectation failed, in the unit of `limit`. */
  readonly actual?: number | undefined;
  /** How long to wait before the same call may succeed, in milliseconds, at least 1. */
  readonly retryAfterMs?: number | undefined;
  /** Until when the reason applies, Unix milliseconds; absent for no end. */
  readonly untilTime?: number | undefined;
  /** The right that is missing: `subscribe`, `publish`, `signal`, `presence` or `history`. */
  readonly right?: string | undefined;
  /** The index of the entry, in a list of the request, that was refused; from 0. */
  readonly index?: number | undefined;
}

/** Changes the title of a document. */
export interface RenameDocumentRequest {
  /** The document's id. */
  readonly documentId: string;
  /** The new title, 1–200 characters. */
  readonly title: string;
}

/** The publications that follow do not continue those before. */
export interface Reset {
  /** The channel. */
  readonly channel: string;
  /** The position to continue from. */
  readonly position: Position;
  /** The publications that are missing; absent when that is not known. */
  readonly gap?: Gap | undefined;
  /** Why it is missing. */
  readonly reason: GapReason;
}

/** Gives a document the content of a version, by an edit that everyone gets. */
export interface RestoreVersionRequest {
  /** The document's id. */
  readonly documentId: string;
  /** The version's id. */
  readonly versionId: string;
}

/** A ban or a mute. */
export interface Restriction {
  /** The user it applies to. */
  readonly user: ChatUser;
  /** The moderator who set it. */
  readonly by: ChatUser;
  /** When it was set, Unix milliseconds. */
  readonly time: number;
  /** When it ends, Unix milliseconds; absent for a ban without an end. */
  readonly untilTime?: number | undefined;
}

/** Revokes a link: those who came by it lose the role that it gave them. */
export interface RevokeLinkRequest {
  /** The document's id. */
  readonly documentId: string;
  /** The link's id. */
  readonly linkId: string;
}

/** A chat room. */
export interface Room {
  /** Its name: the key of its channel, after `chat:`. */
  readonly room: string;
  /** Its title; empty for a direct room, which is shown with the name of `with`. */
  readonly title: string;
  /** Its topic. */
  readonly topic?: string | undefined;
  /** Who may find and enter it. */
  readonly visibility: RoomVisibility;
  /** The least time between two messages of one member in milliseconds; 0 for none. It does not apply to moderators and owners. */
  readonly slowModeMs: number;
  /** When it was created, Unix milliseconds. */
  readonly createdTime: number;
  /** The calling user's role; absent for a user who is not a member, and in publications. */
  readonly role?: RoomRole | undefined;
  /** The other user of a direct room; absent elsewhere and in publications. */
  readonly with?: ChatUser | undefined;
}

/** A room and its members. */
export interface RoomDetails {
  /** The room. */
  readonly room: Room;
  /** Its members in order of joining, at most 1,000; empty for a caller who is not a member. */
  readonly members: readonly RoomMember[];
  /** The number of members. */
  readonly memberCount: number;
  /** Until when the calling user is muted, Unix milliseconds; absent when the user is not. */
  readonly mutedUntilTime?: number | undefined;
}

/** A member of a room: the data of `chat.member`. */
export interface RoomMember {
  /** The user's id. */
  readonly userId: string;
  /** The user's latest known name; absent where none is known. */
  readonly name?: string | undefined;
  /** The member's role. */
  readonly role: RoomRole;
  /** When the user became a member, Unix milliseconds. */
  readonly joinedTime: number;
  /** The offset of the publication that made the user a member; earlier messages don't count as unread. */
  readonly joinedOffset: number;
  /** True for a user who has left or was removed. */
  readonly left?: boolean | undefined;
}

/** The caller's membership of a room: the data of `chat.membership` in `sys:rooms/<userId>`, whose key is the room's name. */
export interface RoomMembership {
  /** When the user became a member, Unix milliseconds. */
  readonly joinedTime: number;
}

/** Rooms in order of their names. */
export interface RoomPage {
  /** The rooms. */
  readonly rooms: readonly Room[];
  /** The `after` of the next page; absent on the last. */
  readonly next?: string | undefined;
}

/** The bans and mutes of a room that are in force, in order of user ids, at most 1,000 of each. */
export interface RoomRestrictions {
  /** The banned users. */
  readonly banned: readonly Restriction[];
  /** The muted members. */
  readonly muted: readonly Restriction[];
}

/** What a member may do in a room. */
export type RoomRole =
  /** May read, post, react and invite. */
  | "member"
  /** May also delete messages of others, change the room, and kick, ban and mute members. */
  | "moderator"
  /** May also set roles and moderate moderators. */
  | "owner";

/** Who may find and enter a room. */
export type RoomVisibility =
  /** Every user can find and join it. */
  | "public"
  /** Only invited users may join; for others it looks like a room that doesn't exist. */
  | "private"
  /** A private room of two users, created by OpenDirect; it can't be joined or left. */
  | "direct";

/** Saves what a document contains as a version. */
export interface SaveVersionRequest {
  /** The document's id. */
  readonly documentId: string;
  /** What it is called, 1–200 characters. */
  readonly label?: string | undefined;
}

/** Asks for messages that contain some words, in all rooms of the calling user. */
export interface SearchAllMessagesRequest {
  /** 1–10 words, at most 200 characters; a message must contain a word that starts with each of them. */
  readonly query: string;
  /** The `next` of the page before. */
  readonly after?: string | undefined;
  /** The most messages, 1 to 100; 20 when absent. */
  readonly limit?: number | undefined;
}

/** Searches the messages of a room. */
export interface SearchMessagesRequest {
  /** The room's name. */
  readonly room: string;
  /** 1–10 words, at most 200 characters; a message must contain a word that starts with each of them, in any case and with or without accents. */
  readonly query: string;
  /** Only messages before this one. */
  readonly before?: number | undefined;
  /** The most messages, 1 to 100; 20 when absent. */
  readonly limit?: number | undefined;
}

/** The values of a time. */
export interface SeriesBucket {
  /** When it begins, Unix milliseconds, a multiple of its width. */
  readonly time: number;
  /** The first value. */
  readonly open: number;
  /** The greatest. */
  readonly high: number;
  /** The least. */
  readonly low: number;
  /** The last. */
  readonly close: number;
  /** The mean of all. */
  readonly mean: number;
  /** How many values the source gave. */
  readonly count: number;
}

/** Sets an alert of the calling user. */
export interface SetAlertRequest {
  /** The feed's name. */
  readonly feed: string;
  /** The key. */
  readonly key: string;
  /** The field, one of numbers. */
  readonly field: string;
  /** When it fires. */
  readonly condition: AlertCondition;
  /** The threshold; for `changes` the percentage, above 0. */
  readonly value: number;
  /** The time of `changes` in milliseconds, 1,000 to 86,400,000; for others absent. */
  readonly withinMs?: number | undefined;
}

/** Sets the name of the calling user. */
export interface SetNameRequest {
  /** 1–64 visible characters in one line; absent to use the name in the token again. */
  readonly name?: string | undefined;
}

/** Sets the role of a member. */
export interface SetRoleRequest {
  /** The room's name. */
  readonly room: string;
  /** The member. */
  readonly userId: string;
  /** The new role. */
  readonly role: RoomRole;
}

/** Says that the user is typing. */
export interface SetTypingRequest {
  /** The room's name. */
  readonly room: string;
  /** True lasts for six seconds; send it again to continue. */
  readonly typing: boolean;
}

/** Gives a user a role in a document. */
export interface ShareDocumentRequest {
  /** The document's id. */
  readonly documentId: string;
  /** The user's id. */
  readonly userId: string;
  /** The role; `none` removes it. */
  readonly role: DocumentRole;
}

/** A message to the current subscribers of a channel; never stored. */
export interface Signal {
  /** The channel that it was sent to. */
  readonly channel: string;
  /** The type, 1–64 bytes. */
  readonly type: string;
  /** The value, as sent. */
  readonly data: unknown;
  /** Who sent it; absent when the server did. */
  readonly publisher?: Publisher | undefined;
  /** When it was accepted, Unix milliseconds. */
  readonly time: number;
}

/** Sends a signal: delivered to current subscribers, never stored. */
export interface SignalRequest {
  /** The channel. */
  readonly channel: string;
  /** The type of the publication, 1–64 bytes. */
  readonly type: string;
  /** The value; `null` is a value. */
  readonly data: unknown;
}

/** The current value of a key. */
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
  /** True when the source of the value has been silent for too long (feeds). */
  readonly stale?: boolean | undefined;
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

/** Subscribes to several channels. */
export interface SubscribeManyRequest {
  /** At most 200, handled one after another. */
  readonly subscriptions: readonly SubscribeRequest[];
}

/** The results of all subscribes. */
export interface SubscribeManyResult {
  /** In the order of the request. */
  readonly results: readonly SubscribeOutcome[];
}

/** The result of one subscribe: either a subscription or an error. */
export interface SubscribeOutcome {
  /** The subscription. */
  readonly subscription?: SubscribeResult | undefined;
  /** Why it was refused. */
  readonly error?: WireError | undefined;
}

/** Subscribes to a channel. */
export interface SubscribeRequest {
  /** The channel. */
  readonly channel: string;
  /** The position to continue after: every later publication is delivered. Takes precedence over `last`. */
  readonly since?: Position | undefined;
  /** How many of the newest publications to replay, at least 0; ignored when `since` is given. */
  readonly last?: number | undefined;
  /** What to do about a gap; `reset` when absent. */
  readonly onGap?: OnGap | undefined;
  /** The keys to receive (state mode only); absent for all. */
  readonly keys?: readonly string[] | undefined;
  /** The most values a second for each key (state mode only); 0 pauses, −1 or absent for no limit. */
  readonly maxRate?: number | undefined;
  /** Whether to receive presence. */
  readonly presence?: boolean | undefined;
}

/** A subscription as granted. */
export interface SubscribeResult {
  /** The channel. */
  readonly channel: string;
  /** The mode of its namespace. */
  readonly mode: ChannelMode;
  /** Everything up to this position has been sent to the connection. */
  readonly position: Position;
  /** True only if `since` was given and nothing is missing. */
  readonly recovered: boolean;
  /** The publications that are missing; absent when there are none. */
  readonly gap?: Gap | undefined;
  /** The granted rate in values a second for each key, the next one of the server's fixed rates; absent for no limit. */
  readonly maxRate?: number | undefined;
  /** The presence; absent when it was not asked for. */
  readonly presence?: PresenceSnapshot | undefined;
}

/** The token expires soon. */
export interface TokenExpiring {
  /** When it expires, Unix milliseconds. */
  readonly expiresTime: number;
}

/** A user is typing, or has stopped: the data of the signal `chat.typing`. */
export interface TypingSignal {
  /** The user. */
  readonly userId: string;
  /** The user's name; absent where none is known. */
  readonly name?: string | undefined;
  /** False when the user has stopped, or six seconds after the last signal. */
  readonly typing: boolean;
}

/** Ends a ban. */
export interface UnbanRequest {
  /** The room's name. */
  readonly room: string;
  /** The user. */
  readonly userId: string;
}

/** Ends a subscription. */
export interface UnsubscribeRequest {
  /** The channel. */
  readonly channel: string;
}

/** The server ended a subscription. */
export interface Unsubscribed {
  /** The channel. */
  readonly channel: string;
  /** Why, as one word: an error or closing code. */
  readonly code: string;
  /** Why, for people. */
  readonly message: string;
  /** Whether subscribing again may work. */
  readonly resubscribe: boolean;
  /** Why, one machine word such as `muted` or `retention`; docs/protocol.md and docs/chat.md list them. */
  readonly reason?: string | undefined;
  /** The field of the request that broke a rule, such as `data` or `since.offset`. */
  readonly field?: string | undefined;
  /** The limit that was exceeded: bytes, characters, entries or calls a second, as the text says. */
  readonly limit?: number | undefined;
  /** The actual value where a limit was exceeded or an expectation failed, in the unit of `limit`. */
  readonly actual?: number | undefined;
  /** How long to wait before the same call may succeed, in milliseconds, at least 1. */
  readonly retryAfterMs?: number | undefined;
  /** Until when the reason applies, Unix milliseconds; absent for no end. */
  readonly untilTime?: number | undefined;
  /** The right that is missing: `subscribe`, `publish`, `signal`, `presence` or `history`. */
  readonly right?: string | undefined;
  /** The index of the entry, in a list of the request, that was refused; from 0. */
  readonly index?: number | undefined;
}

/** Changes a document; absent fields stay as they are. */
export interface UpdateDocumentRequest {
  /** The document's id. */
  readonly documentId: string;
  /** Who may find and edit it. */
  readonly visibility?: DocumentVisibility | undefined;
}

/** The presence data of this connection from now on. */
export interface UpdatePresenceRequest {
  /** A subscribed channel. */
  readonly channel: string;
  /** At most 4 KiB encoded; `null` removes it. */
  readonly data: unknown;
}

/** Changes a room; absent fields stay as they are. */
export interface UpdateRoomRequest {
  /** The room's name. */
  readonly room: string;
  /** The title, 1–100 characters. */
  readonly title?: string | undefined;
  /** The topic, at most 500 characters; empty removes it. */
  readonly topic?: string | undefined;
  /** The least time between two messages of one member, 0 (none) to 3,600,000 milliseconds. */
  readonly slowModeMs?: number | undefined;
}

/** Changes keys or rate of a subscription in state mode. */
export interface UpdateSubscriptionRequest {
  /** The subscribed channel. */
  readonly channel: string;
  /** The keys to receive from now on; absent to keep them. */
  readonly keys?: readonly string[] | undefined;
  /** The most values a second for each key; 0 pauses, −1 removes the limit, absent keeps the rate. */
  readonly maxRate?: number | undefined;
}

/** Keys and rate as granted. */
export interface UpdateSubscriptionResult {
  /** The granted rate; absent for no limit. */
  readonly maxRate?: number | undefined;
  /** The keys; absent for all. */
  readonly keys?: readonly string[] | undefined;
}

/** Gives the caller the role of a link. */
export interface UseLinkRequest {
  /** The document's id. */
  readonly documentId: string;
  /** The link, as `CreateLink` gave it. */
  readonly link: string;
}

/** Users of this server. */
export interface UserList {
  /** The user with the id first, then those with the name in order of ids, at most 20. */
  readonly users: readonly ChatUser[];
}

/** What a version contains. */
export interface VersionContent {
  /** The version. */
  readonly version: DocumentVersion;
  /** Its content as a Yjs update of format v1: apply it to an empty document. */
  readonly update: Uint8Array | string;
}

/** Versions of a document, the newest first. */
export interface VersionPage {
  /** The versions. */
  readonly versions: readonly DocumentVersion[];
  /** The `before` of the next page; absent on the last. */
  readonly next?: string | undefined;
}

/** The identity of the connection and of the server: the first message of every connection. */
export interface Welcome {
  /** The connection's public id. */
  readonly connectionId: string;
  /** The user; absent for an anonymous connection. */
  readonly userId?: string | undefined;
  /** The name of the server process. */
  readonly node: string;
  /** The server's clock, Unix milliseconds. */
  readonly serverTime: number;
  /** Limits a client should know. */
  readonly limits: WelcomeLimits;
  /** When the token expires, Unix milliseconds; absent without a token. */
  readonly tokenExpiresTime?: number | undefined;
}

/** Limits of the server that a client should know. */
export interface WelcomeLimits {
  /** The largest published value in bytes. */
  readonly maxMessageBytes: number;
  /** The most subscriptions of one connection. */
  readonly maxSubscriptions: number;
  /** The most publications of one history page. */
  readonly maxHistoryLimit: number;
}

/** A refusal as one of several results. */
export interface WireError {
  /** The code. */
  readonly code: ErrorCode;
  /** The text. */
  readonly message: string;
  /** The channel that it is about. */
  readonly channel?: string | undefined;
  /** Why, one machine word such as `muted` or `retention`; docs/protocol.md and docs/chat.md list them. */
  readonly reason?: string | undefined;
  /** The field of the request that broke a rule, such as `data` or `since.offset`. */
  readonly field?: string | undefined;
  /** The limit that was exceeded: bytes, characters, entries or calls a second, as the text says. */
  readonly limit?: number | undefined;
  /** The actual value where a limit was exceeded or an expectation failed, in the unit of `limit`. */
  readonly actual?: number | undefined;
  /** How long to wait before the same call may succeed, in milliseconds, at least 1. */
  readonly retryAfterMs?: number | undefined;
  /** Until when the reason applies, Unix milliseconds; absent for no end. */
  readonly untilTime?: number | undefined;
  /** The right that is missing: `subscribe`, `publish`, `signal`, `presence` or `history`. */
  readonly right?: string | undefined;
  /** The index of the entry, in a list of the request, that was refused; from 0. */
  readonly index?: number | undefined;
}

/** The methods of channels. Every request is one object. Every refusal is a SignalR error whose text contains `HubException: code: text` and, on a line of its own, the details (see `RefusalText`). Any method may be refused with `bad_request`, `permission_denied`, `rate_limited`, `unavailable` and `internal`. */
export interface ChannelMethods {
  /** Subscribes: replays what was missed, then delivers live. All of the replay is sent before the reply. `position_lost` where the request says so for a gap; `limit_exceeded` with too many subscriptions. */
  Subscribe(request: SubscribeRequest): Promise<SubscribeResult>;
  /** Subscribes to at most 200 channels, one after another. A refusal of one is its result and does not fail the call. */
  SubscribeMany(request: SubscribeManyRequest): Promise<SubscribeManyResult>;
  /** Changes keys or rate of a subscription in state mode. */
  UpdateSubscription(request: UpdateSubscriptionRequest): Promise<UpdateSubscriptionResult>;
  /** Ends a subscription; returns after its last delivery. No error for a channel that is not subscribed. */
  Unsubscribe(request: UnsubscribeRequest): Promise<void>;
  /** Publishes; returns when the publication is as durable as its namespace is configured. `conflict` with another head than expected, `payload_too_large` over the limit. */
  Publish(request: PublishRequest): Promise<PublishResult>;
  /** Sends a signal to the current subscribers; it is never stored. */
  Signal(request: SignalRequest): Promise<void>;
  /** Reads a page of history, ascending. */
  ReadHistory(request: ReadHistoryRequest): Promise<HistoryPage>;
  /** Reads a page of a channel's state, ordered by key. */
  ReadState(request: ReadStateRequest): Promise<StatePage>;
  /** Reads the presence of a channel. */
  ReadPresence(request: ReadPresenceRequest): Promise<PresenceSnapshot>;
  /** Sets the presence data of this connection in a subscribed channel. */
  UpdatePresence(request: UpdatePresenceRequest): Promise<void>;
  /** Moves the calling user's read position forward; it never moves back. */
  MarkRead(request: MarkReadRequest): Promise<MarkReadResult>;
  /** Reads the calling user's read positions. */
  ReadCursors(request: ReadCursorsRequest): Promise<ReadCursorsResult>;
  /** Replaces the token by a new one of the same user; subscriptions that it does not allow end. `unauthorized` for another user or an invalid token. */
  RefreshToken(request: RefreshTokenRequest): Promise<RefreshTokenResult>;
}

/** The methods of chat rooms. All of them take a signed-in user. A room that is private, or that bans the user, is refused with the same `permission_denied` as one that does not exist. */
export interface ChatMethods {
  /** Creates a room, owned by the caller. `conflict` when the name is taken. */
  CreateRoom(request: CreateRoomRequest): Promise<Room>;
  /** Lists public rooms and those the caller is a member of. */
  ListRooms(request: ListRoomsRequest): Promise<RoomPage>;
  /** Returns a room and its members. */
  GetRoom(request: GetRoomRequest): Promise<RoomDetails>;
  /** Changes title, topic or slow mode; only a moderator may. */
  UpdateRoom(request: UpdateRoomRequest): Promise<Room>;
  /** Deletes a room and everything in it; only an owner may. Its name is not available again. */
  DeleteRoom(request: DeleteRoomRequest): Promise<void>;
  /** Makes the caller a member, across connections. No error for a member. */
  JoinRoom(request: JoinRoomRequest): Promise<Room>;
  /** Ends the caller's membership and subscriptions. No error for a user who is not a member. `conflict` for the last owner, who has to name another first. */
  LeaveRoom(request: LeaveRoomRequest): Promise<void>;
  /** Lets a user join; any member may invite. */
  InviteMember(request: InviteMemberRequest): Promise<void>;
  /** Sets a member's role; only an owner may. */
  SetRole(request: SetRoleRequest): Promise<void>;
  /** Removes a member of a lower role and ends the member's subscriptions on all devices, not the connections; only a moderator may. */
  Kick(request: KickRequest): Promise<void>;
  /** Removes a user and keeps the user out; only a moderator may. */
  Ban(request: BanRequest): Promise<void>;
  /** Ends a ban; only a moderator may. No error where there is none. */
  Unban(request: UnbanRequest): Promise<void>;
  /** Lets a member of a lower role read but not post; only a moderator may. */
  Mute(request: MuteRequest): Promise<void>;
  /** Lists the bans and mutes that are in force; only a moderator may. */
  ListRestrictions(request: ListRestrictionsRequest): Promise<RoomRestrictions>;
  /** Posts a message; returns when it is stored. `rate_limited` within the room's slow mode. */
  PostMessage(request: PostMessageRequest): Promise<Message>;
  /** Changes the text of the caller's own message, within the time that the server allows. */
  EditMessage(request: EditMessageRequest): Promise<Message>;
  /** Deletes the caller's own message, or any message as a moderator. No error for a deleted one. */
  DeleteMessage(request: DeleteMessageRequest): Promise<void>;
  /** Adds a reaction to a message or removes it. No error when there is nothing to change. */
  React(request: ReactRequest): Promise<Message>;
  /** Tells the room that the caller is typing, for six seconds, or has stopped. */
  SetTyping(request: SetTypingRequest): Promise<void>;
  /** Reads messages, ascending. */
  GetMessages(request: GetMessagesRequest): Promise<MessagePage>;
  /** Finds messages by words, newest first. */
  SearchMessages(request: SearchMessagesRequest): Promise<MessagePage>;
  /** Returns the direct room of the caller and another user, and creates it on first use. */
  OpenDirect(request: OpenDirectRequest): Promise<Room>;
  /** Finds messages by words in all rooms of the caller, newest first. */
  SearchAllMessages(request: SearchAllMessagesRequest): Promise<MessageSearchPage>;
  /** Changes the name that chat shows for the caller, in all rooms. `rate_limited` within a minute of the last change. */
  SetName(request: SetNameRequest): Promise<ChatUser>;
  /** Finds users of this server by their exact id or name. */
  FindUsers(request: FindUsersRequest): Promise<UserList>;
}

/** The methods of documents that several users edit with Yjs. All of them take a signed-in user. A document that the user may not read is refused with the same `permission_denied` as one that does not exist. */
export interface DocumentMethods {
  /** Creates a document, owned by the caller. `conflict` when the id is taken. */
  CreateDocument(request: CreateDocumentRequest): Promise<Document>;
  /** Lists public documents and those the caller is a member of. */
  ListDocuments(request: ListDocumentsRequest): Promise<DocumentPage>;
  /** Returns a document. */
  GetDocument(request: GetDocumentRequest): Promise<Document>;
  /** Changes the title; only an owner may. */
  RenameDocument(request: RenameDocumentRequest): Promise<Document>;
  /** Changes who may find and edit a document; only an owner may. */
  UpdateDocument(request: UpdateDocumentRequest): Promise<Document>;
  /** Deletes a document and everything in it; only an owner may. Its id is not available again. */
  DeleteDocument(request: DeleteDocumentRequest): Promise<void>;
  /** Gives a user a role, or removes it at once; only an owner may. `conflict` for the last owner, who has to name another first. */
  ShareDocument(request: ShareDocumentRequest): Promise<void>;
  /** Lists the users with whom a document is shared. */
  ReadMembers(request: ReadMembersRequest): Promise<DocumentMembers>;
  /** Makes a link that gives each user who opens it a role; only an owner may. */
  CreateLink(request: CreateLinkRequest): Promise<CreatedLink>;
  /** Lists the links of a document, without their secrets; only an owner may. */
  ListLinks(request: ListLinksRequest): Promise<DocumentLinks>;
  /** Revokes a link; those who came by it lose the role that it gave them at once. Takes an owner. `not_found` when there is no such link. */
  RevokeLink(request: RevokeLinkRequest): Promise<void>;
  /** Gives the caller the role of a link, unless the caller has it or a greater one. A link that is wrong or revoked is refused like a document that does not exist. */
  UseLink(request: UseLinkRequest): Promise<Document>;
  /** Returns what the client lacks of a document, and subscribes to it so that no update is missed. */
  OpenDocument(request: OpenDocumentRequest): Promise<OpenedDocument>;
  /** Ends the subscription and removes the awareness of this connection. No error for a document that isn't open. */
  CloseDocument(request: CloseDocumentRequest): Promise<void>;
  /** Stores edits; returns when they are durable. The document need not be open. */
  PushUpdate(request: PushUpdateRequest): Promise<PushUpdateResult>;
  /** Sends the caller's awareness to everyone who has the document open; never stored. */
  PushAwareness(request: PushAwarenessRequest): Promise<void>;
  /** Returns the text of a document, or of one of its root types. */
  ReadText(request: ReadTextRequest): Promise<DocumentText>;
  /** Saves what the document contains as a version; takes an editor. */
  SaveVersion(request: SaveVersionRequest): Promise<DocumentVersion>;
  /** Lists the versions of a document, the newest first. */
  ListVersions(request: ListVersionsRequest): Promise<VersionPage>;
  /** Returns a version and its content. `not_found` when there is no such version. */
  GetVersion(request: GetVersionRequest): Promise<VersionContent>;
  /** Replaces the content of every root type by the version's, as one edit that everyone gets; takes an editor. What was there before is saved as an automatic version first. Nothing is rewound: edits that are on their way are kept. */
  RestoreVersion(request: RestoreVersionRequest): Promise<PushUpdateResult>;
  /** Deletes a version; only an owner may. `not_found` when there is no such version. */
  DeleteVersion(request: DeleteVersionRequest): Promise<void>;
}

/** The methods of feeds. Values arrive as publications of the channel `feed:` and the feed's name. */
export interface FeedMethods {
  /** Lists the feeds that the caller may subscribe to, in order of their names. */
  ListFeeds(request: ListFeedsRequest): Promise<FeedList>;
  /** Publishes new values, all of them or none; takes the right to publish. A refusal names the update by its index and the field that breaks a rule. */
  PublishUpdates(request: PublishUpdatesRequest): Promise<PublishUpdatesResult>;
  /** Reads what a number has been, in buckets of time: the last minutes by the second, the last hours by the minute. */
  ReadSeries(request: ReadSeriesRequest): Promise<FeedSeries>;
  /** Sets an alert of the calling user. When it fires, `user:<userId>` gets a publication `alert` with the `Alert`, once. */
  SetAlert(request: SetAlertRequest): Promise<Alert>;
  /** Lists the calling user's alerts, those that have fired included. */
  ListAlerts(request: ListAlertsRequest): Promise<AlertList>;
  /** Removes an alert of the calling user. */
  ClearAlert(request: ClearAlertRequest): Promise<void>;
}

/** The methods that the server calls on a client. Each takes one argument; a client ignores fields it does not know. */
export interface ChannelClient {
  /** Called once, before any other method. */
  Welcome(welcome: Welcome): void;
  /** A publication of a subscribed channel: replayed, a snapshot, or live. */
  Publication(publication: Publication): void;
  /** A signal of a subscribed channel. */
  Signal(signal: Signal): void;
  /** Members who joined, changed or left. Ignore a change whose version isn't above the one held. */
  Presence(presence: PresenceChange): void;
  /** The publications that follow do not continue those before: read the channel again. */
  Reset(reset: Reset): void;
  /** The server ended a subscription. */
  Unsubscribed(unsubscribed: Unsubscribed): void;
  /** The token expires soon: call RefreshToken. */
  TokenExpiring(tokenExpiring: TokenExpiring): void;
  /** This node is shutting down: reconnect at a random moment within the given time. */
  Draining(draining: Draining): void;
  /** The server is about to close this connection. */
  Closing(closing: Closing): void;
}

/** Everything that a client may call. */
export interface HubMethods extends ChannelMethods, ChatMethods, DocumentMethods, FeedMethods {}

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
