import type { ChatUser, DocumentMember, DocumentRole, DocumentVisibility, HubClient } from "@realtimehub/client";
import { ChatClient } from "@realtimehub/client/chat";
import type { DocumentClient } from "@realtimehub/client/documents";
import type { People } from "../../people/people";
import type { OpenDocument } from "./openDocument";
import { TalkRoom } from "./talkRoom";

/** What sharing needs of the page. */
export interface SharingPage {
  readonly client: HubClient;
  readonly api: DocumentClient;
  readonly people: People;
  changed(): void;
}

export interface NamedMember extends DocumentMember {
  readonly name?: string | undefined;
}

/** Who may do what with the open document. Its chat is shared with it. */
export class Sharing {
  members: readonly NamedMember[] | undefined;
  private readonly chat: ChatClient;
  private readonly talk: TalkRoom;

  constructor(
    private readonly page: SharingPage,
    private readonly open: OpenDocument,
  ) {
    this.chat = new ChatClient(page.client);
    this.talk = new TalkRoom(this.chat, open);
  }

  async read(): Promise<void> {
    const members = await this.page.api.readMembers(this.open.documentId);
    this.members = members;
    this.page.changed();
    this.members = await Promise.all(members.map(async (member) => ({ ...member, name: await this.nameOf(member.userId) })));
    this.page.changed();
  }

  /** @param who A name or an id. */
  async share(who: string, role: DocumentRole): Promise<void> {
    await this.setRole(await this.userMeant(who.trim()), role);
  }

  async setRole(userId: string, role: DocumentRole): Promise<void> {
    await this.page.api.shareDocument(this.open.documentId, userId, role);
    if (this.open.info?.visibility === "private") await (role === "none" ? this.talk.leaveOut(userId) : this.talk.invite(userId));
    await this.read();
  }

  async setVisibility(visibility: DocumentVisibility): Promise<void> {
    await this.page.api.updateDocument({ documentId: this.open.documentId, visibility });
    this.page.changed();
  }

  suggested(text: string): readonly ChatUser[] {
    const known = new Set(this.members?.map(({ userId }) => userId));
    return this.page.people.like(text, (userId) => userId !== this.open.me.userId && !known.has(userId));
  }

  private async userMeant(who: string): Promise<string> {
    const known = this.page.people.idOf(who);
    if (known instanceof Error) throw known;
    if (known !== undefined) return known;
    const users = await this.chat.findUsers(who);
    const exact = users.find(({ userId }) => userId === who);
    if (exact || users.length === 1) return (exact ?? users[0]!).userId;
    throw new Error(users.length > 1 ? `Several users are called ${who}. Use the id of the one you mean.` : `No user who has been here is called ${who} or has this id.`);
  }

  private async nameOf(userId: string): Promise<string | undefined> {
    if (userId === this.open.me.userId) return this.open.me.name;
    const [known] = await this.chat.findUsers(userId).catch(() => []);
    return known?.userId === userId ? known.name : undefined;
  }
}
