import { HubClient, HubError, type GuestToken } from "@realtimehub/client";

const place = "rthub.guest";

/** The guest this browser came as last, while the token is good. All its tabs are the same guest. */
export function heldGuest(): GuestToken | undefined {
  try {
    const held = JSON.parse(localStorage.getItem(place) ?? "null") as GuestToken | null;
    return held && held.expiresTime - Date.now() > 60_000 ? held : undefined;
  } catch {
    return undefined;
  }
}

export async function becomeGuest(name: string): Promise<GuestToken> {
  const answer = await fetch("/auth/guest", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ name }) });
  if (!answer.ok) throw new HubError("unauthorized", await refusal(answer));
  const guest = (await answer.json()) as GuestToken;
  try {
    localStorage.setItem(place, JSON.stringify(guest));
  } catch {
    // Without storage the name is asked for again next time.
  }
  return guest;
}

export function forgetGuest(): void {
  localStorage.removeItem(place);
}

/** A client for a guest. `lost` is called when the server doesn't take the token any more: it has to be asked for anew. */
export function guestClient(guest: GuestToken, lost: () => void): HubClient {
  const client = new HubClient("/hub", { token: guest.token });
  client.on("status", (status) => {
    const refused = "error" in status && status.error instanceof HubError && status.error.code === "unauthorized";
    if (!refused) return;
    client.stop();
    lost();
  });
  void client.start();
  return client;
}

async function refusal(answer: Response): Promise<string> {
  const told = (await answer.json().catch(() => undefined)) as { detail?: string; title?: string } | undefined;
  if (told?.detail) return told.detail;
  return answer.status === 404 || answer.status === 403 ? "This server doesn't take guests." : `The server answered with ${answer.status}.`;
}
