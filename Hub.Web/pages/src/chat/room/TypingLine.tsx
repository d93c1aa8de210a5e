import type { ChatUser } from "@realtimehub/client";
import { nameOf } from "../../words/names";

/** Who is writing. Its place is kept while nobody is, so that nothing jumps. */
export function TypingLine({ users }: { users: readonly ChatUser[] }) {
  const [first, second] = users;
  return (
    <p class="typing-line">
      {first && (
        <>
          <span class="typing-dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          {users.length > 2 ? (
            "Several people are writing…"
          ) : (
            <span>
              <bdi>{nameOf(first)}</bdi>
              {second && (
                <>
                  {" and "}
                  <bdi>{nameOf(second)}</bdi>
                </>
              )}
              {second ? " are writing…" : " is writing…"}
            </span>
          )}
        </>
      )}
    </p>
  );
}
