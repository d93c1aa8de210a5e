import { useState } from "preact/hooks";
import type { AdminApi } from "../api/adminApi";
import { useAsk } from "../controls/Ask";
import { Search } from "../controls/Search";
import { Stand } from "../controls/Stand";
import { addressOf } from "../place/place";
import { usePoll } from "../state/usePoll";
import { ConnectionTable } from "./ConnectionTable";
import { RefuseToken } from "./RefuseToken";

const everyMs = 2_000;
const most = 200;

/** Who is connected to this node. */
export function ConnectionsView({ api }: { api: AdminApi }) {
  const [user, setUser] = useState("");
  return (
    <>
      <div class="find">
        <Search label="User id" placeholder="A user’s whole id" onSearch={setUser} />
        {user !== "" && <a href={addressOf({ view: "connections", key: user })}>All about this user</a>}
      </div>
      <Found key={user} api={api} user={user} />
    </>
  );
}

function Found({ api, user }: { api: AdminApi; user: string }) {
  const poll = usePoll(() => api.connections({ user, limit: most }), everyMs);
  const { ask, dialog } = useAsk(() => poll.refresh());
  return (
    <>
      <Stand poll={poll} />
      <div class={poll.away ? "stale" : undefined}>
        <ConnectionTable api={api} page={poll.value} empty={user ? "No connection of this user." : "Nobody is connected."} ask={ask} />
      </div>
      <RefuseToken api={api} ask={ask} />
      {dialog}
    </>
  );
}
