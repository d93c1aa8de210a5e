import type { GuestToken, HubClient, Room, RoomVisibility } from "@realtimehub/client";
import { HubError } from "@realtimehub/client";
import { ChatClient } from "@realtimehub/client/chat";
import { useEffect, useReducer, useState } from "preact/hooks";
import { OpenRoom, type RoomPlace } from "./openRoom";
import { People } from "./people/people";
import { RoomList } from "./roomList";

/** All that the page shows: who one is, the rooms, and the one that is open. The open room stands in the address. */
export class ChatPage implements RoomPlace {
  readonly list: RoomList;
  readonly people = new People();
  open: OpenRoom | undefined;
  private readonly chat: ChatClient;
  private readonly ends: (() => void)[] = [];
  private waiting = false;
  /** How far the server's clock is ahead of this one. */
  private aheadMs = 0;
  private redraw: () => void = () => undefined;

  constructor(
    readonly client: HubClient,
    readonly me: GuestToken,
  ) {
    this.chat = new ChatClient(client);
    this.list = new RoomList(client, this.chat, me.userId, {
      changed: () => this.changed(),
      countOpen: () => void this.open?.room?.refreshUnread().catch(() => undefined),
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
    const follow = (): void => this.select(decodeName(location.hash.slice(1)));
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
        if (!(error instanceof HubError) || error.code !== "conflict") throw error;
        room = `${room.slice(0, 60)}-${random()}`;
      }
    }
    await this.list.read();
    goTo(room);
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

  private select(name: string): void {
    if (this.open?.name === name) return;
    this.open?.close();
    this.list.leaveOut(name || undefined);
    this.open = name ? new OpenRoom(this.chat, name, this) : undefined;
    this.changed();
  }

  /** Drawn at most once a frame; a page that nobody sees has no frames, but a title. */
  changed(): void {
    const room = this.open?.room;
    if (room) this.list.setCounts(room.name, { unread: room.unread, mentions: room.mentions });
    if (this.waiting) return;
    this.waiting = true;
    const draw = (): void => {
      this.waiting = false;
      this.redraw();
    };
    if (document.visibilityState === "visible") requestAnimationFrame(draw);
    else setTimeout(draw, 200);
  }
}

/** The page for a client; drawn again whenever something changes. */
export function useChatPage(client: HubClient, me: GuestToken): ChatPage {
  const [page] = useState(() => new ChatPage(client, me));
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  useEffect(() => page.begin(() => redraw(undefined)), [page]);
  return page;
}

export const addressOf = (room: Pick<Room, "room">): string => `#${encodeURIComponent(room.room)}`;

export function goTo(room: string): void {
  location.hash = encodeURIComponent(room);
}

function decodeName(hash: string): string {
  try {
    return decodeURIComponent(hash);
  } catch {
    return hash;
  }
}

const random = (): string => [...crypto.getRandomValues(new Uint8Array(5))].map((byte) => (byte % 36).toString(36)).join("");

/** A name for a title. Those of private rooms can't be guessed. */
function nameFor(title: string, visibility: RoomVisibility): string {
  const plain = title.normalize("NFD").toLowerCase().replace(/\p{M}/gu, "").replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
  const name = plain.slice(0, 60) || "room";
  return visibility === "public" && plain ? name : `${name}-${random()}${random()}`;
}
