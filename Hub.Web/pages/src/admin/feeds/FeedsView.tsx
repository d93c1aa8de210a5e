import type { Feed } from "@realtimehub/client";
import { count } from "../../format";
import { momentName } from "../../words/times";
import type { AdminApi } from "../api/adminApi";
import { Listing } from "../controls/Listing";
import { Stand } from "../controls/Stand";
import { addressOf } from "../place/place";
import { usePoll } from "../state/usePoll";

const everyMs = 2_000;

const tones: Readonly<Record<string, string>> = { running: "good", failing: "bad", starting: "warn", ended: "" };

/** The feeds, and how their sources are. */
export function FeedsView({ api }: { api: AdminApi }) {
  const poll = usePoll(() => api.feeds(), everyMs);
  return (
    <>
      <Stand poll={poll} />
      <div class={poll.away ? "stale" : undefined}>
        <Listing
          label="Feeds"
          columns={[{ title: "Feed" }, { title: "Source" }, { title: "State" }, { title: "Keys", look: "number" }]}
          empty={poll.value && "There are no feeds."}
          rows={(poll.value?.feeds ?? []).map((feed) => ({
            key: feed.name,
            cells: [
              <>
                <a href={addressOf({ view: "channels", key: `feed:${feed.name}` })}>
                  <bdi>{feed.title}</bdi>
                </a>
                <small>
                  {" "}
                  <bdi>feed:{feed.name}</bdi>
                </small>
              </>,
              feed.source === "publish" ? "programs that publish" : feed.source,
              <SourceState feed={feed} />,
              count(feed.keys),
            ],
          }))}
        />
      </div>
    </>
  );
}

function SourceState({ feed: { status } }: { feed: Feed }) {
  if (!status) return <span class="quiet">no source of its own</span>;
  return (
    <span class="state">
      <span class={`dot ${tones[status.state] ?? ""}`} aria-hidden="true" /> {status.state} since {momentName(status.sinceTime, Date.now())}
      {status.message !== undefined && (
        <small>
          : <bdi>{status.message}</bdi>
        </small>
      )}
    </span>
  );
}
