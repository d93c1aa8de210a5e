import type { HistoryPage, Publication } from "@realtimehub/client";

interface Sink {
  take(publication: Publication): void;
  /** The channel begins again: what was shown has other offsets. */
  restart(): void;
}

const mostPages = 10;

/** Follows a channel's history: the newest page at first, then what has come since. */
export class LogTail {
  private epoch: string | undefined;
  private offset: number | undefined;

  constructor(
    private readonly read: (after: number | undefined, limit: number) => Promise<HistoryPage>,
    private readonly pageSize: number,
    private readonly sink: Sink,
  ) {}

  /** Reads on; gives how many publications came. More than ten pages are left out: the newest are shown. */
  async next(): Promise<number> {
    let taken = 0;
    for (let page = 0; page < mostPages; page++) {
      const { publications, position, hasMore } = await this.read(this.offset, this.pageSize);
      if (this.epoch !== undefined && position.epoch !== this.epoch) {
        this.sink.restart();
        [this.epoch, this.offset] = [position.epoch, undefined];
        continue;
      }
      for (const publication of publications) this.sink.take(publication);
      taken += publications.length;
      const newest = this.offset === undefined;
      this.epoch = position.epoch;
      this.offset = publications.at(-1)?.offset ?? position.offset;
      if (newest || !hasMore) return taken;
    }
    this.offset = undefined;
    return taken;
  }
}
