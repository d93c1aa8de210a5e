import type { HubClient } from "../client.js";
import type { GetMessagesRequest, Message, MessagePage } from "../contracts.js";

/** Reads pages of a room's messages. What is received while a page is on its way may be newer than what the page says. */
export class PageReader {
  private readonly underway = new Set<Map<number, Message>>();

  constructor(
    private readonly client: HubClient,
    private readonly room: string,
  ) {}

  receive(message: Message): void {
    for (const received of this.underway) {
      if (message.version > (received.get(message.messageId)?.version ?? 0)) received.set(message.messageId, message);
    }
  }

  async read(bound: Pick<GetMessagesRequest, "before" | "after" | "around">, limit: number, signal?: AbortSignal): Promise<MessagePage> {
    const received = new Map<number, Message>();
    this.underway.add(received);
    try {
      const page = await this.client.call("GetMessages", { room: this.room, ...bound, limit }, { repeated: true, ...(signal && { signal }) });
      return { ...page, messages: page.messages.map((message) => newer(message, received.get(message.messageId))) };
    } finally {
      this.underway.delete(received);
    }
  }
}

const newer = (read: Message, received: Message | undefined): Message => (received && received.version > read.version ? received : read);
