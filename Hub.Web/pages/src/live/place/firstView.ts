import type { Feed, HubClient } from "@realtimehub/client";
import { useEffect, useState } from "preact/hooks";
import { viewNames, type ViewName } from "./place";

const feedOf: Readonly<Record<ViewName, string>> = { market: "market", weather: "weather", machine: "host" };

/** The first view whose feed has a source or values. */
export const firstViewOf = (feeds: readonly Pick<Feed, "name" | "source" | "keys">[]): ViewName | undefined =>
  viewNames.find((view) => feeds.some(({ name, source, keys }) => name === feedOf[view] && (source !== "publish" || keys > 0)));

/** What the page opens where its address names no view: the first that has something to show, as soon as the server has told. */
export function useFirstView(client: HubClient): ViewName | undefined {
  const [view, setView] = useState<ViewName>();
  useEffect(() => {
    const ask = (): void => {
      if (client.status.state !== "connected") return;
      end();
      client.call("ListFeeds", {}, { background: true }).then(({ feeds }) => setView(firstViewOf(feeds)), () => undefined);
    };
    const end = client.on("status", ask);
    ask();
    return end;
  }, [client]);
  return view;
}
