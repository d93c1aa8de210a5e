import type { HubClient } from "../client.js";
import type { ChatUser, Message, MessageReference } from "../contracts.js";
import { HubCallError } from "../errors.js";
import type { ChatEntry, UnsentMessage } from "./chatEntry.js";
import type { MessageList } from "./messageList.js";

/** Well within the time for which the server remembers an idempotency key. */
const limitMs = 120_000;

/** How far the clocks of this device and of the server may be apart. */
const clockToleranceMs = 24 * 60 * 60_000;

/** What sending needs of its room. */
export interface SendingRoom {
  readonly name: string;
  readonly me: ChatUser;
  /** A message that the server has taken. */
  posted(message: Message): void;
  /** The idempotency keys of a user's messages behind an offset, of those that were posted before a time. */
  keysBehind(after: number, untilTime: number, userId: string): Promise<ReadonlySet<string>>;
  changed(): void;
}

/** The own messages on their way: in the list at once, sent under one key until the server has answered. */
export class Sending {
  /** By idempotency key: since when the server may have it, and when it was sent last. */
  private readonly sent = new Map<string, Pick<UnsentMessage, "after" | "sentTime">>();

  constructor(
    private readonly client: HubClient,
    private readonly list: MessageList,
    private readonly room: SendingRoom,
  ) {}

  /** Whether a message is on its way, or waits for a connection. */
  get isUnderWay(): boolean {
    return this.list.waiting.some(({ state }) => state === "sending");
  }

  /** The messages that the server may not have. */
  get unsent(): readonly UnsentMessage[] {
    return this.list.waiting.flatMap(({ message: { idempotencyKey, text, replyTo, time } }) => {
      const sent = this.sent.get(idempotencyKey!);
      return sent ? [{ idempotencyKey: idempotencyKey!, text, replyTo, time, ...sent }] : [];
    });
  }

  async restore(unsent: readonly UnsentMessage[]): Promise<void> {
    if (unsent.length === 0) return;
    const { userId } = this.room.me;
    const after = Math.min(...unsent.map((one) => one.after));
    const untilTime = Math.max(...unsent.map((one) => one.sentTime)) + clockToleranceMs;
    const arrived = await this.room.keysBehind(after, untilTime, userId);
    const known = new Set(this.list.waiting.map(({ message }) => message.idempotencyKey));
    for (const { idempotencyKey, text, replyTo, time, ...sent } of unsent) {
      if (arrived.has(idempotencyKey) || known.has(idempotencyKey)) continue;
      this.sent.set(idempotencyKey, sent);
      this.list.addPending({ ...this.pending(idempotencyKey, text, undefined), replyTo, time }, { state: "failed", error: new HubCallError("not_sent", "it was not sent before the page was closed") });
    }
    this.room.changed();
  }

  post(text: string, replyTo: number | undefined): Promise<Message> {
    const key = newKey();
    this.list.addPending(this.pending(key, text, replyTo));
    this.sent.set(key, { after: this.list.newest, sentTime: Date.now() });
    return this.begin(key, text, replyTo);
  }

  retry({ state, message: { idempotencyKey: key, text, replyTo } }: ChatEntry): Promise<Message> {
    if (state !== "failed" || key === undefined) return Promise.reject(new Error("only a failed entry can be sent again"));
    this.list.setPending(key, { state: "sending" });
    this.sent.set(key, { after: 0, ...this.sent.get(key), sentTime: Date.now() });
    return this.begin(key, text, replyTo?.messageId);
  }

  discard({ state, message: { idempotencyKey: key } }: ChatEntry): void {
    if (state !== "failed" || key === undefined) return;
    this.list.removePending(key);
    this.sent.delete(key);
    this.room.changed();
  }

  private begin(key: string, text: string, replyTo: number | undefined): Promise<Message> {
    this.room.changed();
    const sent = this.send(key, text, replyTo);
    // The entry has the failure, too: no caller has to wait for it here.
    sent.catch(() => undefined);
    return sent;
  }

  private async send(idempotencyKey: string, text: string, replyTo: number | undefined): Promise<Message> {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(new HubCallError("timeout", "there was no answer for too long")), limitMs);
    try {
      const request = { room: this.room.name, text, replyTo, idempotencyKey };
      const message = await this.client.call("PostMessage", request, { repeated: true, signal: limit.signal });
      // By its key, also where the answer has none: a message that was deleted meanwhile.
      this.list.removePending(idempotencyKey);
      this.sent.delete(idempotencyKey);
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
