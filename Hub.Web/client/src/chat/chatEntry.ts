import type { Message, MessageReference } from "../contracts.js";

/** Where one's own message stands. */
export type SendState =
  /** The server has it. */
  | "sent"
  /** On its way, or waiting for a connection. */
  | "sending"
  /** Refused, or without an answer for too long; see `error`. */
  | "failed";

/** A message as a room shows it. The same object as long as nothing of it changed. */
export interface ChatEntry {
  /** The message as it stands now. One that the server doesn't have yet has the id 0 and version 0. */
  readonly message: Message;
  readonly state: SendState;
  /** Why it failed. */
  readonly error?: Error;
}

/** An own message that the server may not have. Plain data, to be stored as JSON. */
export interface UnsentMessage {
  /** What makes sure that it is posted once. */
  readonly idempotencyKey: string;
  readonly text: string;
  readonly replyTo?: MessageReference | undefined;
  /** When it was written, Unix milliseconds. */
  readonly time: number;
  /** The newest message that was known then: should the server have this one, it is behind that. */
  readonly after: number;
  /** When it was sent last, Unix milliseconds. */
  readonly sentTime: number;
}
