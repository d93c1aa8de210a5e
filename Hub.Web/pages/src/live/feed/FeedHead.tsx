import type { ConnectionWords } from "../../connection/connectionWords";
import { count } from "../../format";
import { ConnectionLine } from "./ConnectionLine";
import type { FeedWatch } from "./feedWatch";
import { RateSlider } from "./RateSlider";

/** What a feed is, how the connection stands, and how fast it comes. */
export function FeedHead({ watch }: { watch: FeedWatch }) {
  const { description, feed } = watch;
  return (
    <>
      <div class="view-line">
        <p>{description?.description ?? " "}</p>
        <ConnectionLine status={watch.status} notice={watch.notice.text} state={stateOf(watch)} onRetry={() => watch.client.reconnectNow()} />
      </div>
      <div class="flow">
        <RateSlider rate={watch.rate} granted={feed?.maxRate} onRate={(rate) => watch.setRate(rate)} />
        <dl>
          <div>
            <dt>Updates</dt>
            <dd data-figure="received">{count(watch.received.perSecond)}/s</dd>
          </div>
          <div>
            <dt>Merged</dt>
            <dd data-figure="merged">{count(watch.merged.perSecond)}/s</dd>
          </div>
        </dl>
      </div>
    </>
  );
}

function stateOf({ feed, description }: FeedWatch): ConnectionWords | undefined {
  const same = (tone: ConnectionWords["tone"], text: string): ConnectionWords => ({ tone, text, spoken: text });
  if (!feed) return same("warn", "Opening…");
  if (feed.state === "subscribing") return same("warn", "Catching up…");
  if (feed.paused) return same("warn", "Paused");
  if (description?.status?.state === "failing") return same("bad", `The source fails: ${description.status.message ?? "it is tried again"}. These are its last values.`);
  if (description?.status?.state === "ended") return same("warn", "The source has ended. These are its last values.");
  const values = [...feed.values.values()];
  const stale = values.filter((value) => value.stale).length;
  if (stale > 0) return same("warn", `${stale === values.length ? "All" : stale} values may be old: their source is silent`);
  return undefined;
}
