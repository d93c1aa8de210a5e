import { HubCallError } from "@realtimehub/client";
import { useEffect, useState } from "preact/hooks";
import { enterSubmits } from "../../controls/enterSubmits";
import { readAuthOptions } from "../../session/authOptions";
import { AdminApi } from "../api/adminApi";
import { credentialOf, type Credential } from "../api/credential";

interface Props {
  /** Whether the server no longer took what was given before. */
  readonly lost: boolean;
  readonly onCredential: (credential: Credential) => void;
}

/** Asks for an administrator's token or an API key, and tries it before it is kept. */
export function AdminSignIn({ lost, onCredential }: Props) {
  const [text, setText] = useState("");
  const [asking, setAsking] = useState(false);
  const [refused, setRefused] = useState<string>();
  const [development, setDevelopment] = useState(false);
  useEffect(() => void readAuthOptions().then(({ environment }) => setDevelopment(environment === "Development")), []);

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (asking) return;
    const credential = credentialOf(text);
    if (!credential) return setRefused(text.trim() ? "This can be neither a token nor a key: both are of letters, digits and signs without spaces." : "Paste a token or a key.");
    setAsking(true);
    setRefused(undefined);
    try {
      await new AdminApi(credential).connections({ limit: 1 });
      onCredential(credential);
    } catch (error) {
      setRefused(wordsOf(error, credential));
      setAsking(false);
    }
  };

  return (
    <div class="sign-in">
      <form class="sheet" onSubmit={(event) => void submit(event)}>
        <h1>Admin</h1>
        <p id="admin-hint">
          {lost && "The server no longer takes what you signed in with. "}
          For operators: paste a token with the role <code>admin</code>, or an API key with the scope <code>admin</code>. This tab keeps it until you close it.
        </p>
        <label for="admin-field">Token or API key</label>
        <textarea
          id="admin-field"
          class="token"
          rows={4}
          value={text}
          autoComplete="off"
          spellcheck={false}
          aria-describedby={refused ? "admin-refused" : "admin-hint"}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
          onKeyDown={enterSubmits}
        />
        {refused && (
          <p class="refused" id="admin-refused" role="alert">
            {refused}
          </p>
        )}
        <button class="button main" disabled={asking}>
          {asking ? "One moment…" : "Sign in"}
        </button>
        {development && (
          <div class="admin-how">
            <p>In Development this makes a token, beside the server:</p>
            <pre tabIndex={0}>dotnet run --project Hub.Console -- token --user admin --admin</pre>
          </div>
        )}
      </form>
    </div>
  );
}

function wordsOf(error: unknown, { kind }: Credential): string {
  const code = error instanceof HubCallError ? error.code : "";
  if (code === "permission_denied") return kind === "token" ? "This token lacks the role admin." : "This key may not do this: it takes the scope admin.";
  if (code === "unauthorized") return kind === "token" ? "The server doesn’t take this token: it is not valid or has expired." : "The server doesn’t know this API key.";
  if (code === "connection_lost") return "The server does not answer. Try again in a moment.";
  return error instanceof Error ? error.message : String(error);
}
