import { SignedIn } from "../session/SignedIn";
import { Chat } from "./Chat";
import { forgetTexts } from "./state/keptTexts";

/** The chat of whoever is signed in. */
export function App() {
  return (
    <SignedIn action="Start chatting" onLeave={() => forgetTexts()}>
      {({ session, client, leave }) => <Chat key={session.token} client={client} me={session} onLeave={leave} />}
    </SignedIn>
  );
}
