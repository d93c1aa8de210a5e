import { HubCallError } from "@realtimehub/client";
import type { ChatClient } from "@realtimehub/client/chat";
import type { OpenDocument } from "./openDocument";

const longestName = 128;
const longestTitle = 100;

/** The chat room of a document: as public as the document, made when it is first needed. */
export class TalkRoom {
  readonly name: string;

  constructor(
    private readonly chat: ChatClient,
    private readonly open: OpenDocument,
  ) {
    this.name = `doc/${open.documentId}`;
  }

  /** Why there is no room; undefined where there can be one. */
  get impossible(): string | undefined {
    return new TextEncoder().encode(this.name).length > longestName ? "The document’s id is too long to name a chat room." : undefined;
  }

  /** Becomes a member, making the room where there is none and one may. */
  async enter(): Promise<void> {
    try {
      await this.chat.joinRoom(this.name);
    } catch (error) {
      if (!(error instanceof HubCallError) || error.code !== "permission_denied" || !this.mayMake) throw error;
      await this.make();
    }
  }

  /** Lets a user in with whom a private document is shared. */
  async invite(userId: string): Promise<void> {
    if (this.impossible) return;
    await this.enter();
    try {
      await this.chat.inviteMember(this.name, userId);
    } catch (error) {
      // A user whom chat has never met is invited when it has; a member is in already.
      if (!(error instanceof HubCallError) || error.temporary) throw error;
    }
  }

  /** Takes a user out. */
  async leaveOut(userId: string): Promise<void> {
    try {
      await this.chat.kick(this.name, userId);
    } catch (error) {
      // There was no room, or the user wasn't in it.
      if (!(error instanceof HubCallError) || error.temporary) throw error;
    }
  }

  /** Of a private document only its owner makes the room: its maker decides who comes in. */
  private get mayMake(): boolean {
    return this.open.owns || this.open.info?.visibility === "public";
  }

  private async make(): Promise<void> {
    const visibility = this.open.info?.visibility === "private" ? "private" : "public";
    try {
      await this.chat.createRoom({ room: this.name, title: [...this.open.title].slice(0, longestTitle).join(""), visibility });
    } catch (error) {
      if (!(error instanceof HubCallError) || error.code !== "conflict") throw error;
      await this.chat.joinRoom(this.name);
    }
  }
}
