import type { AdminApi } from "../api/adminApi";
import { useAsk } from "../controls/Ask";
import { Stand } from "../controls/Stand";
import { addressOf } from "../place/place";
import { usePoll } from "../state/usePoll";
import { ConnectionTable } from "./ConnectionTable";
import { Shown } from "../controls/Shown";

const everyMs = 2_000;
const most = 200;

/** One user: the connections, and what can be done about all of them. */
export function UserView({ api, userId }: { api: AdminApi; userId: string }) {
  const poll = usePoll(() => api.connections({ user: userId, limit: most }), everyMs);
  const { ask, dialog } = useAsk(() => poll.refresh());
  const who = <Shown text={userId} />;
  return (
    <>
      <p class="back">
        <a href={addressOf({ view: "connections" })}>All connections</a>
      </p>
      <div class="view-line">
        <h2 class="subject">{who}</h2>
        <Stand poll={poll} />
      </div>
      <div class="acts">
        <button
          type="button"
          class="button small"
          onClick={() =>
            ask({
              title: <>Disconnect {who} everywhere?</>,
              consequence: (
                <p>
                  All connections of this user on this node end with the code <code>kicked</code>: the clients do not come back by themselves. The user may sign in again at once.
                </p>
              ),
              act: "Disconnect all",
              run: () => api.disconnectUser(userId, "an operator ended your connections"),
            })
          }
        >
          Disconnect everywhere…
        </button>
        <button
          type="button"
          class="button small danger"
          onClick={() =>
            ask({
              title: <>Take {who}’s access away?</>,
              consequence: (
                <p>
                  All connections of this user end, and every token that was issued to the user until now is refused, also after a restart. It can’t be taken back. Tokens that your application issues later are taken: to keep the user out, it must
                  issue none.
                </p>
              ),
              act: "Take access away",
              run: () => api.revokeUser(userId),
            })
          }
        >
          Take access away…
        </button>
      </div>
      <div class={poll.away ? "stale" : undefined}>
        <ConnectionTable api={api} page={poll.value} empty="This user is not connected to this node." ask={ask} />
      </div>
      {dialog}
    </>
  );
}
