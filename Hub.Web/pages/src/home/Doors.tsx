import { useEffect, useState } from "preact/hooks";

type Health = "asking" | "good" | "bad";

const words: Record<Health, string> = {
  asking: "Asking…",
  good: "Answers that all is well.",
  bad: "Does not say that all is well.",
};

/** Links to what works on this server, the health addresses with their present answer. */
export function Doors() {
  return (
    <ul class="doors">
      <li class="sheet">
        <a href="/chat">
          <span class="title"><span class="name">Chat rooms</span> <code>/chat</code></span>
          <p>Rooms with history, replies, reactions and unread counts. Open it in a second browser to talk with yourself.</p>
        </a>
      </li>
      <li class="sheet">
        <a href="/editor">
          <span class="title"><span class="name">Editor</span> <code>/editor</code></span>
          <p>Documents that several people write at once, also while one of them is offline.</p>
        </a>
      </li>
      <li class="sheet">
        <a href="/live">
          <span class="title"><span class="name">Live feeds</span> <code>/live</code></span>
          <p>Feeds with tables, charts and alerts: a market, the weather, and the machine this server runs on.</p>
        </a>
      </li>
      <li class="sheet">
        <a href="/admin">
          <span class="title"><span class="name">Admin</span> <code>/admin</code></span>
          <p>For operators: who is connected, what goes through each channel, and what can be done about it.</p>
        </a>
      </li>
      <HealthDoor address="/health/live" title="Alive" />
      <HealthDoor address="/health/ready" title="Ready for clients" />
    </ul>
  );
}

function HealthDoor({ address, title }: { address: string; title: string }) {
  const health = useHealth(address);
  return (
    <li class="sheet">
      <a href={address}>
        <span class="title">
          <span class={`dot ${health}`} aria-hidden="true" />
          <span class="name">{title}</span> <code>{address}</code>
        </span>
        <p>{words[health]}</p>
      </a>
    </li>
  );
}

function useHealth(address: string): Health {
  const [health, setHealth] = useState<Health>("asking");
  useEffect(() => {
    const leaving = new AbortController();
    fetch(address, { signal: leaving.signal, cache: "no-store" })
      .then((answer) => setHealth(answer.ok ? "good" : "bad"))
      .catch(() => leaving.signal.aborted || setHealth("bad"));
    return () => leaving.abort();
  }, [address]);
  return health;
}
