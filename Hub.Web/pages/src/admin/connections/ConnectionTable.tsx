import type { AdminApi } from "../api/adminApi";
import type { ConnectionPage, ConnectionSummary } from "../api/contracts";
import type { Question } from "../controls/Ask";
import { Listing } from "../controls/Listing";
import { addressOf } from "../place/place";
import { Shown } from "../controls/Shown";

const shownChannels = 4;

interface Props {
  readonly api: AdminApi;
  readonly page: ConnectionPage | undefined;
  readonly empty: string;
  readonly ask: (question: Question) => void;
}

/** Connections, and an end for each. */
export function ConnectionTable({ api, page, empty, ask }: Props) {
  const kick = (connection: ConnectionSummary): void =>
    ask({
      title: (
        <>
          Disconnect <Who connection={connection} />?
        </>
      ),
      consequence: (
        <p>
          This one connection ends with the code <code>kicked</code>: its client does not come back by itself. The user may connect again.
        </p>
      ),
      act: "Disconnect",
      run: () => api.disconnect(connection.connectionId, "an operator ended this connection"),
    });
  return (
    <Listing
      label="Connections"
      columns={[{ title: "User" }, { title: "Connection" }, { title: "Channels" }, { title: "Waiting", look: "number" }, { title: "Actions", look: "act" }]}
      empty={page && empty}
      more={page?.next !== undefined}
      rows={(page?.connections ?? []).map((connection) => ({
        key: connection.connectionId,
        cells: [
          connection.userId === undefined ? (
            <span class="quiet">anonymous</span>
          ) : (
            <a href={addressOf({ view: "connections", key: connection.userId })}>
              <Who connection={connection} />
            </a>
          ),
          <span class="mono">
            {connection.connectionId}
            <small> {connection.protocol}</small>
          </span>,
          <Channels names={connection.channels} />,
          connection.waiting,
          <button type="button" class="button small" aria-label={`Disconnect ${connection.connectionId}`} onClick={() => kick(connection)}>
            Disconnect…
          </button>,
        ],
      }))}
    />
  );
}

/** A user as two isolated texts: a name that runs from the right, or pretends to be markup, changes nothing around it. */
function Who({ connection: { userId, name } }: { connection: ConnectionSummary }) {
  if (userId === undefined) return <>an anonymous connection</>;
  return (
    <>
      <Shown text={name ?? userId} />
      {name !== undefined && (
        <small>
          {" "}
          <Shown text={userId} />
        </small>
      )}
    </>
  );
}

function Channels({ names }: { names: readonly string[] }) {
  if (names.length === 0) return <span class="quiet">none</span>;
  return (
    <ul class="names">
      {names.slice(0, shownChannels).map((name) => (
        <li key={name}>
          <a href={addressOf({ view: "channels", key: name })}>
            <Shown text={name} />
          </a>
        </li>
      ))}
      {names.length > shownChannels && <li class="quiet">and {names.length - shownChannels} more</li>}
    </ul>
  );
}
