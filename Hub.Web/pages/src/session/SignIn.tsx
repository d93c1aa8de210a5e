import { useState } from "preact/hooks";
import { enterSubmits } from "../controls/enterSubmits";
import type { AuthOptions } from "./authOptions";
import { becomeGuest } from "./guest";
import { sessionOf } from "./pastedToken";
import type { Session } from "./session";
import { hintOf } from "./signInHint";

interface Props {
  readonly options: AuthOptions;
  /** Why the page asks again: the server didn't take the last token. */
  readonly lost: boolean;
  /** Why it didn't, where that is known. */
  readonly why?: string | undefined;
  /** What signing in leads to, on the button. */
  readonly action: string;
  /** 1 where the page has no heading of its own. */
  readonly level?: 1 | 2;
  readonly onSession: (session: Session) => void;
}

/** Signs in: with a name where guests are allowed, otherwise with a token that the operator gave. */
export function SignIn({ options, lost, why, action, level = 1, onSession }: Props) {
  const [text, setText] = useState("");
  const [withToken, setWithToken] = useState(!options.guests);
  const [asking, setAsking] = useState(false);
  const [refused, setRefused] = useState<string>();

  const show = (token: boolean): void => {
    setWithToken(token);
    setText("");
    setRefused(undefined);
  };
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (asking) return;
    if (!text.trim()) return setRefused(withToken ? "Paste a token." : "Enter a name.");
    setAsking(true);
    try {
      const session = withToken ? sessionOf(text) : await becomeGuest(text.trim());
      if (typeof session !== "string") return onSession(session);
      setRefused(session);
    } catch (error) {
      setRefused(error instanceof Error ? error.message : String(error));
    }
    setAsking(false);
  };

  const Heading = `h${level}` as const;
  const described = refused ? "sign-in-refused" : "sign-in-hint";
  return (
    <div class="sign-in">
      <form class="sheet" onSubmit={(event) => void submit(event)}>
        <Heading>Sign in</Heading>
        <p id="sign-in-hint">{hintOf(withToken, lost, why)}</p>
        <label for="sign-in-field">{withToken ? "Token" : "Your name"}</label>
        {withToken ? (
          <textarea
            id="sign-in-field"
            class="token"
            key="token"
            rows={4}
            value={text}
            autoComplete="off"
            spellcheck={false}
            aria-describedby={described}
            onInput={({ currentTarget }) => setText(currentTarget.value)}
            onKeyDown={enterSubmits}
          />
        ) : (
          <input
            id="sign-in-field"
            key="name"
            value={text}
            maxLength={64}
            autoFocus
            autoComplete="nickname"
            aria-describedby={described}
            onInput={({ currentTarget }) => setText(currentTarget.value)}
          />
        )}
        {refused && (
          <p class="refused" id="sign-in-refused" role="alert">
            {refused}
          </p>
        )}
        <button class="button main" disabled={asking}>
          {asking ? "One moment…" : action}
        </button>
        {options.guests && (
          <button type="button" class="text-button" onClick={() => show(!withToken)}>
            {withToken ? "Use a name instead" : "Use a token instead"}
          </button>
        )}
      </form>
    </div>
  );
}
