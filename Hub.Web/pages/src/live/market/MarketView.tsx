import type { HubClient } from "@realtimehub/client";
import { useEffect } from "preact/hooks";
import type { AlertBook } from "../alerts/alertBook";
import { FeedHead } from "../feed/FeedHead";
import { FeedMissing } from "../feed/FeedMissing";
import { useFeedWatch } from "../feed/useFeedWatch";
import { addressOf } from "../place/place";
import { MarketBoard, marketFeed } from "./marketBoard";
import { MarketDetail } from "./MarketDetail";
import { MarketTable } from "./MarketTable";

/** A table of all symbols, and the course of one. */
export function MarketView({ client, alerts, selected }: { client: HubClient; alerts: AlertBook; selected: string | undefined }) {
  const board = useFeedWatch(() => new MarketBoard(client));
  useEffect(() => board.begin(), [board]);
  const { watch } = board;
  if (watch.problem) return <FeedMissing name={marketFeed} problem={watch.problem} />;
  const select = (key: string | undefined): void => void (location.hash = addressOf({ view: "market", key }));
  return (
    <>
      <FeedHead watch={watch} />
      <div class={watch.isFresh ? "market" : "market stale"}>
        <div class="list">
          <input
            class="filter"
            type="search"
            placeholder="Find a symbol, a name or a sector"
            aria-label="Find a symbol, a name or a sector"
            value={board.filter}
            onInput={(event) => board.filterBy(event.currentTarget.value)}
          />
          <p class="unseen" role="status">
            {board.filter && `${board.order.length} symbols fit`}
          </p>
          <MarketTable board={board} selected={selected} onSelect={(key) => select(key === selected ? undefined : key)} />
        </div>
        <MarketDetail board={board} alerts={alerts} name={selected} onClose={() => select(undefined)} />
      </div>
    </>
  );
}
