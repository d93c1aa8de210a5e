import { HubCallError, type ConnectionStatus, type HubClient, type Subscription } from "@realtimehub/client";
import { useEffect, useReducer, useState } from "preact/hooks";
import { errorWords } from "../../connection/connectionWords";
import { Notice } from "../feed/notice";
import { Figures } from "./figures";

const channel = "feed:host";
const pageSize = 1_000;
const mostPages = 5;

/** What the host's feed has told, and how the connection stands. */
export interface HostFeed {
  readonly figures: Figures;
  readonly status: ConnectionStatus;
  /** The server's clock, as well as we know it. */
  readonly now: number;
  /** What a recovery brought. */
  readonly notice: Notice;
  /** Why the feed can't be watched. */
  readonly refused: string | undefined;
  /** Whether the user lacks the right to watch it. */
  readonly denied: boolean;
}

/** Follows the feed, and redraws at most once a frame and at least once a second. */
export function useHostFeed(client: HubClient): HostFeed {
  const [watch] = useState(() => new HostWatch(client));
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  useEffect(() => watch.begin(() => redraw(undefined)), [watch]);
  return watch;
}

class HostWatch implements HostFeed {
  figures = new Figures();
  readonly notice = new Notice(() => this.draw());
  refused: string | undefined;
  denied = false;
  private ahead = 0;
  private lostTime: number | undefined;
  private lostOffset = 0;
  private restarted = false;
  private frame = 0;
  private changed: () => void = () => undefined;

  constructor(private readonly client: HubClient) {}

  get status(): ConnectionStatus {
    return this.client.status;
  }

  get now(): number {
    return Date.now() + this.ahead;
  }

  begin(changed: () => void): () => void {
    this.changed = changed;
    const tick = setInterval(changed, 1_000);
    const ends = [
      this.client.on("welcome", ({ serverTime }) => (this.ahead = serverTime - Date.now())),
      this.client.on("status", (status) => this.statusChanged(status)),
    ];
    const subscription = this.subscribe();
    subscription.ready.then(
      () => this.fill(undefined),
      (error: Error) => {
        this.refused = errorWords(error);
        this.denied = error instanceof HubCallError && error.code === "permission_denied";
        this.draw();
      },
    );
    // A hidden page asks for nothing; what it missed is filled in when it is looked at again.
    const onVisibility = (): void => void this.showOrHide(subscription);
    document.addEventListener("visibilitychange", onVisibility);
    return () => {
      document.removeEventListener("visibilitychange", onVisibility);
      clearInterval(tick);
      cancelAnimationFrame(this.frame);
      ends.forEach((end) => end());
      void subscription.unsubscribe();
    };
  }

  private subscribe(): Subscription {
    return this.client.subscribe(channel, {
      onPublication: (publication) => {
        this.figures.take(publication);
        this.draw();
      },
      onReset: () => {
        this.restarted = true;
        this.figures.restart();
      },
      onState: (state) => {
        if (state === "subscribed" && this.lostTime !== undefined) void this.back();
      },
    });
  }

  private async showOrHide(subscription: Subscription): Promise<void> {
    const after = this.figures.offset;
    try {
      await subscription.update({ maxRate: document.hidden ? 0 : -1 });
      if (!document.hidden) await this.fill(after);
    } catch {
      // Without a connection nothing comes anyway.
    }
  }

  private statusChanged({ state }: ConnectionStatus): void {
    if (state === "reconnecting" && this.lostTime === undefined) {
      this.lostTime = Date.now();
      this.lostOffset = this.figures.offset;
      this.notice.clear();
    }
    this.draw();
  }

  /** In state mode only the latest values come by themselves; what the charts lack is read from history. */
  private async back(): Promise<void> {
    const seconds = Math.max(1, Math.round((Date.now() - this.lostTime!) / 1_000));
    this.lostTime = undefined;
    const missed = await this.fill(this.restarted ? undefined : this.lostOffset);
    this.notice.say(
      this.restarted
        ? `Connected again after ${seconds} s. The server has started again, and its figures begin again, too.`
        : `Connected again after ${seconds} s. ${missed} missed readings were filled in.`,
    );
    this.restarted = false;
  }

  private async fill(after: number | undefined): Promise<number> {
    let taken = 0;
    try {
      for (let page = 0; page < mostPages; page++) {
        const { publications, hasMore } = await this.client.readHistory(channel, { after, limit: pageSize });
        for (const publication of publications) this.figures.take(publication);
        taken += publications.length;
        after = publications.at(-1)?.offset;
        if (!hasMore || after === undefined) break;
      }
    } catch {
      // The charts begin where they can.
    }
    this.draw();
    return taken;
  }

  private draw(): void {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(this.changed);
  }
}
