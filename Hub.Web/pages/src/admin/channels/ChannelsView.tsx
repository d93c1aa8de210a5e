import { useState } from "preact/hooks";
import { bytes, count } from "../../format";
import type { AdminApi } from "../api/adminApi";
import { Listing } from "../controls/Listing";
import { Search } from "../controls/Search";
import { Stand } from "../controls/Stand";
import { addressOf } from "../place/place";
import { usePoll } from "../state/usePoll";
import { Shown } from "../controls/Shown";

const everyMs = 2_000;
const most = 200;

/** The channels with subscribers, with what goes through them. */
export function ChannelsView({ api }: { api: AdminApi }) {
  const [prefix, setPrefix] = useState("");
  return (
    <>
      <div class="find">
        <Search label="Channel" placeholder="The beginning of a name, such as feed:" onSearch={setPrefix} />
        {/^[a-z][a-z0-9-]*:./.test(prefix) && (
          <a href={addressOf({ view: "channels", key: prefix })}>
            Open <Shown text={prefix} />
          </a>
        )}
      </div>
      <Found key={prefix} api={api} prefix={prefix} />
    </>
  );
}

function Found({ api, prefix }: { api: AdminApi; prefix: string }) {
  const poll = usePoll(() => api.channels({ prefix, limit: most }), everyMs);
  return (
    <>
      <Stand poll={poll} />
      <div class={poll.away ? "stale" : undefined}>
        <Listing
          label="Channels"
          columns={[
            { title: "Channel" },
            { title: "Mode" },
            { title: "Subscribers", look: "number" },
            { title: "Published", look: "number" },
            { title: "Size", look: "number" },
            { title: "Kept", look: "number" },
            { title: "Head", look: "number" },
          ]}
          empty={poll.value && (prefix ? "No channel that begins so has a subscriber. A whole name can be opened all the same." : "Nobody is subscribed to anything.")}
          more={poll.value?.next !== undefined}
          rows={(poll.value?.channels ?? []).map((one) => ({
            key: one.channel,
            cells: [
              <a href={addressOf({ view: "channels", key: one.channel })}>
                <Shown text={one.channel} />
              </a>,
              one.mode,
              count(one.subscribers),
              `${count(one.publicationsPerSecond)}/s`,
              `${bytes(one.bytesPerSecond)}/s`,
              count(one.kept),
              count(one.position.offset),
            ],
          }))}
        />
      </div>
    </>
  );
}
