import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { Server } from "./server";

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const example = readFileSync(path("example.ts"), "utf8");
const copy = path("example.running.ts");

let server: Server;

beforeAll(async () => void (server = await Server.start()), 120_000);

afterAll(async () => {
  rmSync(copy, { force: true });
  await server?.stop();
});

test("the README's example is the one that is compiled here", () => {
  expect(readFileSync(path("../client/README.md"), "utf8")).toContain("```ts\n" + example + "```");
});

test("the README's example does what it says", async () => {
  const said = vi.spyOn(console, "log").mockImplementation(() => undefined);
  writeFileSync(copy, example.replace("http://localhost:5080", server.address));
  await import(/* @vite-ignore */ copy);
  expect(said.mock.calls).toEqual([[1, "headline", "It works"]]);
  said.mockRestore();
});
