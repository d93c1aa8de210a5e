import type { ChatUser, HubClient, RoomVisibility } from "@realtimehub/client";
import { HubCallError } from "@realtimehub/client";
import { ChatClient } from "@realtimehub/client/chat";
import { useEffect, useReducer, useState } from "preact/hooks";
import { oncePerFrame } from "../../controls/oncePerFrame";
import { heldSession, signIn } from "../../session/session";
import { goTo, placeOf, type Place } from "./addresses";
import { OpenRoom } from "./openRoom";
import type { RoomPlace } from "./roomPlace";
import { People } from "../../people/people";
import { DesktopNotices } from "./desktopNotices";
import { nameOf } from "../../words/names";
import { RoomList, type Call } from "./roomList";

/** All that the page shows: who one is, the rooms, and the one that is open. The open room stands in the address. */
export class ChatPage implements RoomPlace {
  readonly list: RoomList;
  readonly people = new People();
  readonly notices = new DesktopNotices(() => this.changed());
  open: OpenRoom | undefined;
  private readonly chat: ChatClient;
  private readonly ends: (() => void)[] = [];
  /** How far the server's clock is ahead of this one. */
  private aheadMs = 0;
  private redraw: () => void = () => undefined;
  private readonly redrawSoon = oncePerFrame(() => this.redraw());

  constructor(
    readonly client: HubClient,
    public me: ChatUser,
  ) {
    this.chat = new ChatClient(client);
    this.list = new RoomList(client, me.userId, {
      changed: () => this.changed(),
      countOpen: () => void this.open?.room?.refreshUnread().catch(() => undefined),
      serverTime: () => this.serverTime(),
      called: (call) => this.notify(call),
      muted: (room) => void (this.open?.name === room && this.open.refresh()),
    });
    this.ends.push(
      client.on("status", (status) => {
        if (status.state === "connected") this.aheadMs = status.welcome.serverTime - Date.now();
        this.changed();
      }),
    );
  }

  begin(redraw: () => void): () => void {
    this.redraw = redraw;
    const follow = (): void => this.follow(placeOf(location.hash));
    addEventListener("hashchange", follow);
    // The countdown to the next attempt.
    const tick = setInterval(() => "retryTime" in this.client.status && this.changed(), 1_000);
    follow();
    return () => {
      removeEventListener("hashchange", follow);
      clearInterval(tick);
      for (const end of this.ends) end();
      this.open?.close();
      this.list.close();
      this.client.stop();
    };
  }

  get unread(): number {
    return this.list.own.reduce((sum, { room }) => sum + this.list.countsOf(room).unread, 0);
  }

  serverTime(): number {
    return Date.now() + this.aheadMs;
  }

  /** One is in the open room no longer. */
  relist(): void {
    if (this.open) this.list.forget(this.open.name);
    void this.list.read();
  }

  async create(title: string, visibility: RoomVisibility): Promise<void> {
    let room = nameFor(title, visibility);
    for (;;) {
      try {
        await this.chat.createRoom({ room, title, visibility });
        break;
      } catch (error) {
        if (!(error instanceof HubCallError) || error.code !== "conflict") throw error;
        room = `${room.slice(0, 60)}-${random()}`;
      }
    }
    await this.list.read();
    goTo(room);
  }

  /** Changes the name that others see. */
  async rename(name: string): Promise<void> {
    this.me = { ...this.me, name: (await this.chat.setName(name)).name };
    const session = heldSession();
    if (session) signIn({ ...session, name: this.me.name });
    this.changed();
  }

  async openDirect(userId: string): Promise<void> {
    const { room } = await this.chat.openDirect(userId);
    await this.list.read();
    goTo(room);
  }

  async join(): Promise<void> {
    await this.open?.join();
    await this.list.read();
  }

  async leave(): Promise<void> {
    await this.open?.leave();
    goTo("");
    await this.list.read();
  }

  private notify({ kind, room, by, messageId, text }: Call): void {
    const name = nameOf(by);
    const title = this.list.titleOf(room);
    const says = { invite: `${name} invites you to ${text ?? title}`, mention: `${name} mentions you in ${title}`, direct: name }[kind];
    this.notices.show({ title: says, text: kind === "direct" ? (text ?? "").slice(0, 200) : "", tag: `${room}/${messageId ?? kind}`, onClick: () => goTo(room, messageId) });
  }

  private follow({ room, messageId }: Place): void {
    this.select(room);
    if (messageId !== undefined) this.open?.lookFor(messageId);
  }

  private select(name: string): void {
    if (this.open?.name === name) return;
    this.open?.close();
    this.list.leaveOut(name || undefined);
    this.open = name ? new OpenRoom(this.chat, name, this) : undefined;
    this.changed();
  }

  /** It is drawn soon. */
  changed(): void {
    const room = this.open?.room;
    if (room) this.list.setCounts(room.name, { unread: room.unread, mentions: room.mentions });
    this.redrawSoon();
  }
}

/** The page for a client; drawn again whenever something changes. */
export function useChatPage(client: HubClient, me: ChatUser): ChatPage {
  const [page] = useState(() => new ChatPage(client, me));
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  useEffect(() => page.begin(() => redraw(undefined)), [page]);
  return page;
}

const random = (): string => [...crypto.getRandomValues(new Uint8Array(5))].map((byte) => (byte % 36).toString(36)).join("");

/** A name for a title. Those of private rooms can't be guessed. */
function nameFor(title: string, visibility: RoomVisibility): string {
  const plain = title.normalize("NFD").toLowerCase().replace(/\p{M}/gu, "").replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
  const name = plain.slice(0, 60) || "room";
  return visibility === "public" && plain ? name : `${name}-${random()}${random()}`;
}
