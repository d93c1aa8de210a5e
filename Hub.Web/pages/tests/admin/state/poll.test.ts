import { HubCallError } from "@realtimehub/client";
import { expect, test } from "vitest";
import { Poll } from "../../../src/admin/state/poll";

interface Question {
  readonly resolve: (value: number) => void;
  readonly reject: (error: Error) => void;
}

/** A poll whose timers fire and whose questions are answered when the test says so. */
function polled() {
  const waiting: { ms: number; call: () => void }[] = [];
  const questions: Question[] = [];
  const around = { isHidden: false };
  const poll = new Poll<number>(
    () => new Promise((resolve, reject) => questions.push({ resolve, reject })),
    1_000,
    () => undefined,
    {
      hidden: () => around.isHidden,
      after: (ms, call) => {
        const timer = { ms, call };
        waiting.push(timer);
        return () => void waiting.splice(waiting.indexOf(timer), 1);
      },
    },
  );
  const settled = async (): Promise<void> => {
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  };
  return {
    poll,
    questions,
    waiting,
    around,
    async answer(value: number | Error): Promise<void> {
      const question = questions.at(-1)!;
      if (value instanceof Error) question.reject(value);
      else question.resolve(value);
      await settled();
    },
    fire(): number {
      const { ms, call } = waiting.shift()!;
      call();
      return ms;
    },
  };
}

const lost = new HubCallError("connection_lost", "away");

test("begin_AsksAtOnce_AndAgainOnlyAfterTheAnswer", async () => {
  const { poll, questions, waiting, answer, fire } = polled();
  poll.begin();
  expect([questions.length, waiting.length]).toEqual([1, 0]);
  await answer(7);
  expect([poll.value, poll.error]).toEqual([7, undefined]);
  expect(fire()).toBe(1_000);
  expect(questions.length).toBe(2);
});

test("failure_KeepsTheLastValue_AndAsksMoreRarely", async () => {
  const { poll, answer, fire } = polled();
  poll.begin();
  await answer(7);
  const waits: number[] = [fire()];
  for (let turn = 0; turn < 6; turn++) {
    await answer(lost);
    expect([poll.value, poll.away]).toEqual([7, true]);
    waits.push(fire());
  }
  expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 10_000, 10_000, 10_000]);
  await answer(8);
  expect([poll.value, poll.away, fire()]).toEqual([8, false, 1_000]);
});

test("refusal_IsNotAway", async () => {
  const { poll, answer } = polled();
  poll.begin();
  await answer(new HubCallError("permission_denied", "no"));
  expect([poll.away, poll.error === undefined]).toEqual([false, false]);
});

test("hiddenPage_AsksNothing", async () => {
  const { poll, questions, waiting, around, answer, fire } = polled();
  poll.begin();
  await answer(1);
  around.isHidden = true;
  fire();
  fire();
  expect([questions.length, waiting.length]).toEqual([1, 1]);
});

test("refresh_WhileItAsks_AsksOnceMoreBehindTheAnswer", async () => {
  const { poll, questions, waiting, answer } = polled();
  poll.begin();
  poll.refresh();
  poll.refresh();
  expect(questions.length).toBe(1);
  await answer(1);
  expect([questions.length, waiting.length]).toEqual([2, 0]);
});

test("end_WhileItAsks_ChangesNothingMore", async () => {
  const { poll, waiting, answer } = polled();
  poll.begin();
  poll.end();
  await answer(1);
  expect([poll.value, waiting.length]).toEqual([undefined, 0]);
});
