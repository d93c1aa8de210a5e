// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, expect, test } from "vitest";
import { TriggerFields } from "../../../src/live/alerts/TriggerFields";

afterEach(() => render(null, document.body));

const field = (): HTMLInputElement => document.querySelector("input")!;

function type(text: string): void {
  void act(() => {
    field().value = text;
    field().dispatchEvent(new InputEvent("input", { bubbles: true }));
  });
}

/** Draws the fields and sends a threshold of 1; gives what answers it. */
function sent(): () => Promise<void> {
  let answer = (): void => undefined;
  const answered = new Promise<void>((resolve) => (answer = resolve));
  void act(() => render(<TriggerFields value={50} onSet={() => answered} />, document.body));
  type("1");
  void act(() => void document.querySelector("form")!.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true })));
  return () => act(async () => {
    answer();
    await answered;
  });
}

test("TriggerFields_AlertIsSet_BeginWithTheValueAgain", async () => {
  await sent()();
  expect(field().value).toBe("50");
});

test("TriggerFields_TypedBeforeTheAlertIsSet_StaysAsTyped", async () => {
  const answer = sent();
  type("2");
  await answer();
  expect(field().value).toBe("2");
});
