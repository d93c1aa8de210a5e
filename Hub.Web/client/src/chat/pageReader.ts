import type { HubClient } from "../client.js";
import type { GetMessagesRequest, Message, MessagePage } from "../contracts.js";

/** Reads pages of a room's messages. What is heard while a page is on its way may be newer than what the page says. */
export class PageReader {
  private readonly underway = new Set<Map<number, Message>>();

  constructor(
    private readonly client: HubClient,
    private readonly room: string,
  ) {}

  hear(message: Message): void {
    for (const heard of this.underway) {
      if (message.version > (heard.get(message.messageId)?.version ?? 0)) heard.set(message.messageId, message);
    }
  }

  async read(bound: Pick<GetMessagesRequest, "before" | "after" | "around">, limit: number, signal?: AbortSignal): Promise<MessagePage> {
    const heard = new Map<number, Message>();
    this.underway.add(heard);
    try {
      const page = await this.client.call("GetMessages", { room: this.room, ...bound, limit }, { repeated: true, ...(signal && { signal }) });
      return { ...page, messages: page.messages.map((message) => newer(message, heard.get(message.messageId))) };
    } finally {
      this.underway.delete(heard);
    }
  }
}

const newer = (read: Message, heard: Message | undefined): Message => (heard && heard.version > read.version ? heard : read);
