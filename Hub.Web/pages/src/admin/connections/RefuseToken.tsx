import { useState } from "preact/hooks";
import type { AdminApi } from "../api/adminApi";
import type { Question } from "../controls/Ask";

/** Takes one token out of use, by its id. */
export function RefuseToken({ api, ask }: { api: AdminApi; ask: (question: Question) => void }) {
  const [id, setId] = useState("");
  const submit = (event: Event): void => {
    event.preventDefault();
    const token = id.trim();
    if (!token) return;
    ask({
      title: "Refuse this token?",
      consequence: (
        <p>
          The token with the id <bdi class="mono">{token}</bdi> is refused from now on, also after a restart, and every connection that uses it ends. It can’t be taken back.
        </p>
      ),
      act: "Refuse it",
      run: () => api.revokeToken(token).then(() => setId("")),
    });
  };
  return (
    <form class="sheet act" onSubmit={submit}>
      <h2>Refuse a token</h2>
      <label for="token-id">
        Its id, the claim <code>jti</code>
      </label>
      <div class="act-line">
        <input id="token-id" value={id} autoComplete="off" spellcheck={false} onInput={({ currentTarget }) => setId(currentTarget.value)} />
        <button class="button small" disabled={!id.trim()}>
          Refuse…
        </button>
      </div>
    </form>
  );
}
