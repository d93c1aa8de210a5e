import { useState } from "preact/hooks";
import { Refused } from "../../controls/Refused";
import { useTask } from "../../controls/useTask";
import type { AdminApi, Publish } from "../api/adminApi";
import type { ChannelSummary } from "../api/contracts";
import { reasonOf } from "../state/words";

interface Props {
  readonly api: AdminApi;
  readonly name: string;
  readonly mode: ChannelSummary["mode"];
}

/** Publishes to the channel, or signals where nothing is kept. */
export function PublishForm({ api, name, mode }: Props) {
  const [type, setType] = useState("notice");
  const [key, setKey] = useState("");
  const [text, setText] = useState("{}");
  const [done, setDone] = useState<string>();
  const [malformed, setMalformed] = useState<string>();
  const task = useTask(reasonOf);
  const submit = (event: Event): void => {
    event.preventDefault();
    setDone(undefined);
    setMalformed(undefined);
    let data: unknown;
    try {
      data = JSON.parse(text);
    } catch (error) {
      return setMalformed(`The data is not JSON: ${error instanceof Error ? error.message : String(error)}`);
    }
    const publish: Publish = { channel: name, type, data, ...(mode === "state" && { key }) };
    if (mode === "signal") return task.run(() => api.signal(publish), () => setDone("Signalled to those who are subscribed now."));
    task.run(async () => setDone(`Published at offset ${(await api.publish(publish)).position.offset}.`), () => undefined);
  };
  return (
    <form class="sheet act" onSubmit={submit}>
      <h2>{mode === "signal" ? "Signal" : "Publish"}</h2>
      <label for="publish-type">Type</label>
      <input id="publish-type" value={type} autoComplete="off" spellcheck={false} onInput={({ currentTarget }) => setType(currentTarget.value)} />
      {mode === "state" && (
        <>
          <label for="publish-key">Key</label>
          <input id="publish-key" value={key} autoComplete="off" spellcheck={false} onInput={({ currentTarget }) => setKey(currentTarget.value)} />
        </>
      )}
      <label for="publish-data">Data, as JSON</label>
      <textarea id="publish-data" class="mono" rows={4} value={text} spellcheck={false} onInput={({ currentTarget }) => setText(currentTarget.value)} />
      <Refused text={malformed ?? task.refused} />
      <p class="done" role="status">
        {done}
      </p>
      <button class="button small main" disabled={task.busy}>
        {mode === "signal" ? "Signal" : "Publish"}
      </button>
    </form>
  );
}
