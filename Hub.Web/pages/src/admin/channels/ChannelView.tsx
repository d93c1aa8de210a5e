import { HubCallError, type Member } from "@realtimehub/client";
import { bytes, count } from "../../format";
import type { AdminApi } from "../api/adminApi";
import type { ChannelSummary } from "../api/contracts";
import { Stand } from "../controls/Stand";
import { addressOf } from "../place/place";
import { usePoll } from "../state/usePoll";
import { LiveLog } from "./LiveLog";
import { PublishForm } from "./PublishForm";
import { Shown } from "../controls/Shown";

const everyMs = 2_000;
const shownMembers = 50;

/** One channel: how it stands, who is there, what comes, and a way to publish. */
export function ChannelView({ api, name }: { api: AdminApi; name: string }) {
  const poll = usePoll(async () => ({ channel: await api.channel(name), members: await membersOf(api, name) }), everyMs);
  return (
    <>
      <p class="back">
        <a href={addressOf({ view: "channels" })}>All channels</a>
      </p>
      <div class="view-line">
        <h2 class="subject">
          <Shown text={name} />
        </h2>
        <Stand poll={poll} />
      </div>
      {poll.value && (
        <div class={poll.away ? "channel stale" : "channel"}>
          <section aria-label="Live view">
            <Facts channel={poll.value.channel} />
            {poll.value.channel.mode === "signal" ? <p class="nothing">Signals are not kept: only subscribers see them.</p> : <LiveLog api={api} name={name} />}
          </section>
          <aside>
            <PublishForm api={api} name={name} mode={poll.value.channel.mode} />
            {poll.value.members && <Members members={poll.value.members} />}
          </aside>
        </div>
      )}
    </>
  );
}

/** Namespaces without presence, or whose presence nobody may see, have none to show. */
async function membersOf(api: AdminApi, name: string): Promise<readonly Member[] | undefined> {
  try {
    return (await api.presence(name)).members;
  } catch (error) {
    if (error instanceof HubCallError && ["bad_request", "permission_denied", "not_found"].includes(error.code)) return undefined;
    throw error;
  }
}

function Facts({ channel }: { channel: ChannelSummary }) {
  const figures = [
    ["Mode", channel.mode],
    ["Subscribers", count(channel.subscribers)],
    ["Published", `${count(channel.publicationsPerSecond)}/s`],
    ["Size", `${bytes(channel.bytesPerSecond)}/s`],
    ["Kept", count(channel.kept)],
    ["Head", count(channel.position.offset)],
  ] as const;
  return (
    <dl class="node-figures">
      {figures.map(([title, value]) => (
        <div key={title}>
          <dt>{title}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Members({ members }: { members: readonly Member[] }) {
  return (
    <section class="sheet act" aria-label="Present">
      <h2>Present ({count(members.length)})</h2>
      {members.length === 0 ? (
        <p class="quiet">Nobody.</p>
      ) : (
        <ul class="names">
          {members.slice(0, shownMembers).map(({ userId, name }) => (
            <li key={userId}>
              <a href={addressOf({ view: "connections", key: userId })}>
                <Shown text={name ?? userId} />
              </a>
            </li>
          ))}
          {members.length > shownMembers && <li class="quiet">and {count(members.length - shownMembers)} more</li>}
        </ul>
      )}
    </section>
  );
}
