import { HubClient, HubCallError } from "@realtimehub/client";
import { endWords } from "../connection/connectionWords";
import { endOf, keepEnd } from "./lastEnd";

/**
 * Connects with a token, or anonymously without one.
 * @param refused Called once when the server asks for another token, with why it did not take this one where that is known; the client is stopped then.
 */
export function connectedHub(token: string | undefined, refused: (why: string | undefined) => void): HubClient {
  const client = new HubClient("/hub", token === undefined ? {} : { token });
  client.on("status", (status) => {
    if (!("error" in status) || !(status.error instanceof HubCallError)) return;
    const { error } = status;
    if (status.state === "closed") {
      const words = endWords(error);
      if (token !== undefined && words && (error.code === "banned" || error.code === "kicked")) keepEnd(token, words);
      return;
    }
    if (error.code !== "unauthorized") return;
    client.stop();
    refused((token === undefined ? undefined : endOf(token)) ?? (error.details?.reason === "revoked" ? "Its access was revoked." : undefined));
  });
  void client.connect();
  return client;
}
