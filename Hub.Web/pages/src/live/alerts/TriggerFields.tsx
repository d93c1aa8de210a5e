import { useState } from "preact/hooks";
import { spanName } from "../../words/times";
import { conditions, type Trigger } from "./words";

const usualPercent = "1";
const usualWithinMs = 60_000;
const withins = [10_000, usualWithinMs, 300_000, 3_600_000];

interface TriggerFieldsProps {
  /** What the field is now: where the threshold begins. */
  readonly value: number | undefined;
  onSet(trigger: Trigger): Promise<void>;
}

/** What an alert waits for, to be filled in. */
export function TriggerFields({ value, onSet }: TriggerFieldsProps) {
  const [condition, setCondition] = useState<Trigger["condition"]>("above");
  const [typed, setTyped] = useState<string>();
  const [withinMs, setWithinMs] = useState(usualWithinMs);
  const isChange = condition === "changes";
  const text = typed ?? (isChange ? usualPercent : value === undefined ? "" : String(value));
  const submit = (event: Event): void => {
    event.preventDefault();
    const number = Number(text);
    if (text.trim() === "" || !Number.isFinite(number)) return;
    void onSet({ condition, value: number, ...(isChange && { withinMs }) }).then(() => setTyped((now) => (now === typed ? undefined : now)));
  };
  const choose = (next: Trigger["condition"]): void => {
    // A price is no percentage.
    if ((next === "changes") !== isChange) setTyped(undefined);
    setCondition(next);
  };
  return (
    <form onSubmit={submit}>
      <label>
        Alert me when it
        <select value={condition} onChange={(event) => choose(event.currentTarget.value as Trigger["condition"])}>
          {Object.entries(conditions).map(([name, words]) => (
            <option key={name} value={name}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <input
        type="number"
        step="any"
        required
        {...(isChange && { min: "0.000001" })}
        aria-label={isChange ? "Percent" : "Threshold"}
        value={text}
        onFocus={() => setTyped(text)}
        onInput={(event) => setTyped(event.currentTarget.value)}
      />
      {isChange && (
        <label>
          % within
          <select value={withinMs} onChange={(event) => setWithinMs(Number(event.currentTarget.value))}>
            {withins.map((ms) => (
              <option key={ms} value={ms}>
                {spanName(ms)}
              </option>
            ))}
          </select>
        </label>
      )}
      <button type="submit" class="button small">
        Set alert
      </button>
    </form>
  );
}
