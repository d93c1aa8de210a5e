import type { GetMessagesRequest, Message, MessagePage, PostMessageRequest } from "../../src/contracts";
import { granting, ScriptedHub, type Call } from "../ScriptedHub";

export const channel = "chat:tea";

export function message(messageId: number, more: Partial<Message> = {}): Message {
  const author = { userId: "bob", name: "Bob" };
  return { messageId, room: "tea", author, text: `m${messageId}`, time: messageId, mentions: [], reactions: [], version: 1, ...more };
}

/** A hub with one room: it answers what a room asks for, and tests say the rest. */
export class ChatHub extends ScriptedHub {
  /** What the newest page has; pages before a message are taken from here, too. */
  stored: Message[] = [];
  pageSize = 3;
  cursor = { offset: 0, unread: 0 };
  posts: Call[] = [];
  override userId = "ann";
  private offset = 0;

  constructor() {
    super();
    const grant = granting();
    this.onCall = (call) => {
      grant(call);
      this.answer(call);
    };
  }

  say(type: string, data: Message): void {
    this.link.publish(channel, ++this.offset, { type, data });
  }

  private page({ before = Infinity, after, around }: GetMessagesRequest): MessagePage {
    const { stored, pageSize } = this;
    if (after !== undefined) {
      const newer = stored.filter(({ messageId }) => messageId > after);
      return { messages: newer.slice(0, pageSize), hasMore: newer.length > pageSize };
    }
    if (around !== undefined) {
      const from = Math.max(0, stored.findIndex(({ messageId }) => messageId === around) - (pageSize >> 1));
      return { messages: stored.slice(from, from + pageSize), hasMore: stored.length > pageSize };
    }
    const older = stored.filter(({ messageId }) => messageId < before);
    return { messages: older.slice(-pageSize), hasMore: older.length > pageSize };
  }

  private answer(call: Call): void {
    switch (call.method) {
      case "GetMessages": {
        return call.answer(this.page(call.request as GetMessagesRequest));
      }
      case "ReadCursors":
        return call.answer({ cursors: [{ channel, ...this.cursor }] });
      case "MarkRead":
        return call.answer({ offset: (call.request as { offset: number }).offset, unread: 0 });
      case "PostMessage":
        this.posts.push(call);
    }
  }
}

export const posted = (call: Call): PostMessageRequest => call.request as PostMessageRequest;
