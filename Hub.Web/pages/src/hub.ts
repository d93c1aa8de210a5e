import { guestTokens, HubClient, HubError } from "@realtimehub/client";

/** A client for a page: it comes anonymously, and as a guest where the server asks for a token. */
export function openHub(): HubClient {
  const guest = guestTokens({ hub: "/hub", name: "Visitor" });
  let asGuest = false;
  const client = new HubClient("/hub", { token: () => (asGuest ? guest() : "") });
  client.on("status", (status) => {
    const refused = "error" in status && status.error instanceof HubError && status.error.code === "unauthorized";
    if (!refused || asGuest) return;
    asGuest = true;
    client.reconnectNow();
  });
  void client.start();
  return client;
}
