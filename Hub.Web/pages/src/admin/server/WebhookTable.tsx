import { count } from "../../format";
import { momentName } from "../../words/times";
import type { AdminApi } from "../api/adminApi";
import type { DeadLetter, WebhookSummary } from "../api/contracts";
import { Listing } from "../controls/Listing";
import { usePoll } from "../state/usePoll";
import { DeadLetters, mostLetters } from "./DeadLetters";

const everyMs = 5_000;

type Known = WebhookSummary & { readonly letters: readonly DeadLetter[] };

/** The webhooks as they stand, and the oldest events that each gave up; nothing where none is configured. */
export function WebhookTable({ api }: { api: AdminApi }) {
  const poll = usePoll(async (): Promise<readonly Known[]> => {
    const { webhooks } = await api.webhooks();
    return Promise.all(webhooks.map(async (webhook) => ({ ...webhook, letters: webhook.deadLetters > 0 ? (await api.deadLetters(webhook.name, { limit: mostLetters })).events : [] })));
  }, everyMs);
  const webhooks = poll.value ?? [];
  if (webhooks.length === 0) return null;
  const letters = webhooks.flatMap(({ name, letters }) => letters.map((letter) => ({ webhook: name, letter })));
  return (
    <section aria-label="Webhooks">
      <h2 class="tables-title">Webhooks</h2>
      <Listing
        label="Webhooks"
        columns={[{ title: "Webhook" }, { title: "Channels" }, { title: "To be sent", look: "number" }, { title: "Failing", look: "number" }, { title: "Dead letters", look: "number" }, { title: "Last failure" }]}
        empty=""
        rows={webhooks.map((webhook) => ({
          key: webhook.name,
          cells: [<bdi>{webhook.name}</bdi>, <bdi>{webhook.channels}</bdi>, count(webhook.pending), count(webhook.failing), count(webhook.deadLetters), <Failure webhook={webhook} />],
        }))}
      />
      <DeadLetters api={api} letters={letters} changed={() => poll.refresh()} />
    </section>
  );
}

function Failure({ webhook: { failedTime, failedReason } }: { webhook: WebhookSummary }) {
  if (failedTime === undefined) return <span class="quiet">none</span>;
  return (
    <span>
      {momentName(failedTime, Date.now())}
      {failedReason !== undefined && (
        <small>
          : <bdi>{failedReason}</bdi>
        </small>
      )}
    </span>
  );
}
