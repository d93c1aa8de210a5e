import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { oncePerFrame } from "../../src/controls/oncePerFrame";

let frames: (() => void)[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  frames = [];
  vi.stubGlobal("requestAnimationFrame", (call: () => void) => frames.push(call));
  vi.stubGlobal("cancelAnimationFrame", (frame: number) => (frames[frame - 1] = () => undefined));
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const nextFrame = (): void => {
  for (const call of frames.splice(0)) call();
};

test("oncePerFrame_CalledOften_DrawsOnceWithTheFrame", () => {
  const draw = vi.fn();
  const soon = oncePerFrame(draw);
  for (let i = 0; i < 3; i++) soon();
  expect(draw).not.toHaveBeenCalled();
  nextFrame();
  vi.runAllTimers();
  expect(draw).toHaveBeenCalledTimes(1);
  soon();
  nextFrame();
  expect(draw).toHaveBeenCalledTimes(2);
});

test("oncePerFrame_HiddenBeforeTheFrame_DrawsByTimeAndGoesOn", () => {
  const draw = vi.fn();
  const soon = oncePerFrame(draw);
  for (let i = 1; i <= 2; i++) {
    soon();
    vi.advanceTimersByTime(200);
    expect(draw).toHaveBeenCalledTimes(i);
  }
  nextFrame();
  expect(draw).toHaveBeenCalledTimes(2);
});
