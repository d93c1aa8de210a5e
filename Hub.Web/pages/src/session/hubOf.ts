import { HubClient, HubCallError } from "@realtimehub/client";

/**
 * Connects with a token, or anonymously without one.
 * @param refused Called once when the server asks for another token; the client is stopped then.
 */
export function connectedHub(token: string | undefined, refused: () => void): HubClient {
  const client = new HubClient("/hub", token === undefined ? {} : { token });
  client.on("status", (status) => {
    if (!("error" in status) || !(status.error instanceof HubCallError) || status.error.code !== "unauthorized") return;
    if (status.state === "closed") return;
    client.stop();
    refused();
  });
  void client.connect();
  return client;
}
