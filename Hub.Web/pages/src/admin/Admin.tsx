import { useEffect } from "preact/hooks";
import { ChannelsView } from "./channels/ChannelsView";
import { ChannelView } from "./channels/ChannelView";
import { ConnectionsView } from "./connections/ConnectionsView";
import { UserView } from "./connections/UserView";
import { DocumentsView } from "./documents/DocumentsView";
import type { AdminVisit } from "./entry/AdminGate";
import { FeedsView } from "./feeds/FeedsView";
import { addressOf, usePlace, viewNames, type Place, type ViewName } from "./place/place";
import { ServerView } from "./server/ServerView";

const titles: Readonly<Record<ViewName, string>> = { server: "Server", connections: "Connections", channels: "Channels", feeds: "Feeds", documents: "Documents" };

/** What the server does, and what an operator can do about it. */
export function Admin({ api, leave }: AdminVisit) {
  const place = usePlace();
  useEffect(() => void (document.title = `${titles[place.view]} · Admin · RealtimeHub`), [place.view]);
  return (
    <div class="admin">
      <div class="live-head">
        <h1>{titles[place.view]}</h1>
        <nav class="views" aria-label="Views">
          {viewNames.map((name) => (
            <a key={name} href={addressOf({ view: name })} aria-current={name === place.view ? "page" : undefined}>
              {titles[name]}
            </a>
          ))}
        </nav>
      </div>
      <View key={`${place.view} ${place.key ?? ""}`} place={place} api={api} />
      <p class="admin-out">
        <button type="button" class="button small" onClick={leave}>
          Sign out
        </button>
      </p>
    </div>
  );
}

function View({ place: { view, key }, api }: { place: Place; api: AdminVisit["api"] }) {
  switch (view) {
    case "server":
      return <ServerView api={api} />;
    case "connections":
      return key === undefined ? <ConnectionsView api={api} /> : <UserView api={api} userId={key} />;
    case "channels":
      return key === undefined ? <ChannelsView api={api} /> : <ChannelView api={api} name={key} />;
    case "feeds":
      return <FeedsView api={api} />;
    case "documents":
      return <DocumentsView api={api} />;
  }
}
