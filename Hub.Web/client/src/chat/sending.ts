import type { HubClient } from "../client.js";
import type { ChatUser, Message, MessageReference } from "../contracts.js";
import { HubError } from "../errors.js";
import type { ChatEntry } from "./chatEntry.js";
import type { MessageList } from "./messageList.js";

/** Well within the time for which the server remembers an idempotency key. */
const limitMs = 120_000;

/** What sending needs of its room. */
export interface SendingRoom {
  readonly name: string;
  readonly me: ChatUser;
  /** A message that the server has taken. */
  posted(message: Message): void;
  changed(): void;
}

/** The own messages on their way: in the list at once, sent under one key until the server has answered. */
export class Sending {
  constructor(
    private readonly client: HubClient,
    private readonly list: MessageList,
    private readonly room: SendingRoom,
  ) {}

  post(text: string, replyTo: number | undefined): Promise<Message> {
    const key = newKey();
    this.list.addPending(this.pending(key, text, replyTo));
    return this.begin(key, text, replyTo);
  }

  retry({ state, message: { idempotencyKey: key, text, replyTo } }: ChatEntry): Promise<Message> {
    if (state !== "failed" || key === undefined) return Promise.reject(new Error("only a failed entry can be sent again"));
    this.list.setPending(key, { state: "sending" });
    return this.begin(key, text, replyTo?.messageId);
  }

  discard({ state, message: { idempotencyKey: key } }: ChatEntry): void {
    if (state !== "failed" || key === undefined) return;
    this.list.removePending(key);
    this.room.changed();
  }

  private begin(key: string, text: string, replyTo: number | undefined): Promise<Message> {
    this.room.changed();
    const sent = this.send(key, text, replyTo);
    // The entry tells of a failure, too: nobody has to wait for it here.
    sent.catch(() => undefined);
    return sent;
  }

  private async send(idempotencyKey: string, text: string, replyTo: number | undefined): Promise<Message> {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(new HubError("timeout", "there was no answer for too long")), limitMs);
    try {
      const request = { room: this.room.name, text, replyTo, idempotencyKey };
      const message = await this.client.call("PostMessage", request, { repeated: true, signal: limit.signal });
      this.room.posted(message);
      return message;
    } catch (error) {
      this.list.setPending(idempotencyKey, { state: "failed", error: error instanceof Error ? error : new Error(String(error)) });
      this.room.changed();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  private pending(idempotencyKey: string, text: string, replyTo: number | undefined): Message {
    return {
      messageId: 0,
      room: this.room.name,
      author: this.room.me,
      text,
      time: Date.now(),
      replyTo: this.referenceTo(replyTo),
      mentions: [],
      reactions: [],
      version: 0,
      idempotencyKey,
    };
  }

  private referenceTo(messageId: number | undefined): MessageReference | undefined {
    const answered = messageId === undefined ? undefined : this.list.find(messageId);
    return answered && { messageId: answered.messageId, author: answered.author, excerpt: answered.text };
  }
}

/** `crypto.randomUUID` is for secure pages only, this is there everywhere. */
function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
