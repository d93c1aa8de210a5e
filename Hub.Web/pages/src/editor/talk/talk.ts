import type { ChatUser } from "@realtimehub/client";
import { ChatClient } from "@realtimehub/client/chat";
import { OpenRoom } from "../../chat/state/openRoom";
import type { People } from "../../people/people";
import type { RoomPlace } from "../../chat/state/roomPlace";
import type { EditorPage } from "../state/editorPage";
import type { OpenDocument } from "../state/openDocument";
import { reasonOf } from "../state/refusalWords";
import { TalkRoom } from "../state/talkRoom";

/** What is said beside a document: its room, opened while it is looked at. */
export class Talk implements RoomPlace {
  readonly me: ChatUser;
  readonly people: People;
  room: OpenRoom | undefined;
  refused: string | undefined;
  private aheadMs = 0;
  private closed = false;

  constructor(
    private readonly page: EditorPage,
    open: OpenDocument,
  ) {
    this.me = page.me;
    this.people = page.people;
    const { status } = page.client;
    if (status.state === "connected") this.aheadMs = status.welcome.serverTime - Date.now();
    const chat = new ChatClient(page.client);
    const room = new TalkRoom(chat, open);
    this.refused = room.impossible;
    if (!this.refused) void this.begin(chat, room);
  }

  serverTime(): number {
    return Date.now() + this.aheadMs;
  }

  changed(): void {
    this.page.changed();
  }

  /** The list of rooms is the chat page's. */
  relist(): void {}

  close(): void {
    this.closed = true;
    this.room?.close();
  }

  private async begin(chat: ChatClient, room: TalkRoom): Promise<void> {
    try {
      await room.enter();
      if (!this.closed) this.room = new OpenRoom(chat, room.name, this);
    } catch (error) {
      this.refused = `The chat of this document is not open to you yet: its owner lets you in. (${reasonOf(error)})`;
    }
    this.changed();
  }
}
