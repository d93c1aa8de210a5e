import type { GuestToken, HubClient } from "@realtimehub/client";
import { useState } from "preact/hooks";
import { Chat } from "./Chat";
import { forgetGuest, guestClient, heldGuest } from "./guest";
import { SignIn } from "./SignIn";

interface Visit {
  readonly guest: GuestToken;
  readonly client: HubClient;
}

/** Asks who one is, once, and then is the chat. */
export function App() {
  const [lost, setLost] = useState(false);
  const begin = (guest: GuestToken): Visit => ({ guest, client: guestClient(guest, () => end(true)) });
  const [visit, setVisit] = useState<Visit | undefined>(() => {
    const guest = heldGuest();
    return guest && begin(guest);
  });
  const end = (wasLost: boolean): void => {
    forgetGuest();
    setLost(wasLost);
    setVisit(undefined);
  };
  if (!visit) return <SignIn lost={lost} onGuest={(guest) => setVisit(begin(guest))} />;
  return <Chat key={visit.guest.userId} client={visit.client} me={visit.guest} onLeave={() => end(false)} />;
}
