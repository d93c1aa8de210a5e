import type { GuestToken } from "@realtimehub/client";
import { useState } from "preact/hooks";
import { becomeGuest } from "./guest";

/** Asks for a name to go by. */
export function SignIn({ lost, onGuest }: { lost: boolean; onGuest: (guest: GuestToken) => void }) {
  const [name, setName] = useState("");
  const [asking, setAsking] = useState(false);
  const [refused, setRefused] = useState<string>();
  const ask = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!name.trim()) return setRefused("Please say a name.");
    setAsking(true);
    try {
      onGuest(await becomeGuest(name.trim()));
    } catch (error) {
      setRefused(error instanceof Error ? error.message : String(error));
      setAsking(false);
    }
  };
  return (
    <div class="sign-in">
      <form class="sheet" onSubmit={(event) => void ask(event)}>
        <h1>Come in</h1>
        <p>{lost ? "The server doesn’t know you any more. Say your name again to go on." : "Say a name that others will see. This browser keeps it for twelve hours."}</p>
        <label for="guest-name">Your name</label>
        <input
          id="guest-name"
          value={name}
          maxLength={64}
          autoComplete="nickname"
          autoFocus
          aria-describedby={refused ? "guest-refused" : undefined}
          onInput={({ currentTarget }) => setName(currentTarget.value)}
        />
        {refused && (
          <p class="refused" id="guest-refused" role="alert">
            {refused}
          </p>
        )}
        <button class="button main" disabled={asking}>
          {asking ? "One moment…" : "Start chatting"}
        </button>
      </form>
    </div>
  );
}
