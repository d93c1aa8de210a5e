import type { HubClient } from "@realtimehub/client";
import type { ComponentChildren } from "preact";
import { SignIn } from "./SignIn";
import { useHub } from "./useHub";

/** Shows what takes a connection, or asks for the token without which there is none. */
export function HubGate({ action, level = 1, children }: { action: string; level?: 1 | 2; children: (client: HubClient) => ComponentChildren }) {
  const entry = useHub();
  switch (entry.kind) {
    case "asking":
      return (
        <p class="gate-wait" role="status">
          Connecting…
        </p>
      );
    case "signIn":
      return <SignIn options={entry.options} lost={entry.lost} why={entry.why} action={action} level={level} onSession={(session) => entry.enter(session)} />;
    case "connected":
      return <>{children(entry.client)}</>;
  }
}
