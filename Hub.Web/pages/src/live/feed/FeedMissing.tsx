import type { FeedProblem } from "./feedWatch";

/** Says why a feed isn't here and how to get one. */
export function FeedMissing({ name, problem }: { name: string; problem: FeedProblem }) {
  return (
    <section class="sheet missing" aria-label="No values">
      <h2>{titles[problem.kind]}</h2>
      {problem.kind === "denied" ? (
        <>
          <p>
            This server lets only those watch <code>feed:{name}</code> whose token has the right to. Make one with the server’s key, here for all feeds:
          </p>
          <pre>
            <code>rthub token --user ann --grant 'feed:*=subscribe,history'</code>
          </pre>
        </>
      ) : problem.kind === "missing" ? (
        <>
          <p>
            The simulated feeds run in Development. Elsewhere configure a source for <code>feed:{name}</code>: the simulator, a file, or your own data. Start the server with, for example:
          </p>
          <pre>
            <code>--Hub:Feeds:{name}:Source simulator</code>
          </pre>
          <p>
            Programs publish with <code>PublishUpdates</code>, files with <code>rthub feed import</code>. This page shows them as soon as they come.
          </p>
        </>
      ) : (
        <p>{"message" in problem ? problem.message : ""}</p>
      )}
    </section>
  );
}

const titles: Readonly<Record<FeedProblem["kind"], string>> = {
  denied: "You may not watch this feed",
  missing: "No feed here yet",
  failed: "The feed can’t be shown",
};
