import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { browserBundle, browserOptions } from "./browser";
import type { Report } from "./scenario";
import { Server, withoutLimits } from "./server";

const web = fileURLToPath(new URL("..", import.meta.url));

let server: Server;

beforeAll(async () => void (server = await Server.start(withoutLimits)), 120_000);
afterAll(() => server?.stop());

test("the built package works in Node as it is", { timeout: 120_000 }, () => {
  execFileSync("npm", ["run", "build", "--silent", "-w", "client"], { cwd: web, stdio: "pipe" });
  const program = `
    import { HubClient } from "@realtimehub/client";
    const client = new HubClient(process.argv[1]);
    void client.connect();
    const { position } = await client.publish("topic:package", "greeting", "hello");
    const { publications } = await client.readHistory("topic:package");
    console.log(JSON.stringify([position.offset, publications.map(({ data }) => data)]));
    client.stop();`;
  const said = execFileSync("node", ["--input-type=module", "--eval", program, `${server.address}/hub`], { cwd: `${web}client`, timeout: 60_000 });
  expect(JSON.parse(said.toString())).toEqual([1, ["hello"]]);
});

test("its chat is an entry of its own", { timeout: 120_000 }, () => {
  const program = `
    import { guestTokens, HubClient } from "@realtimehub/client";
    import { ChatClient } from "@realtimehub/client/chat";
    const [hub] = process.argv.slice(1);
    const client = new HubClient(hub, { token: guestTokens({ hub, name: "Ann" }) });
    void client.connect();
    const chat = new ChatClient(client);
    await chat.createRoom({ room: "package", title: "Package", visibility: "public" });
    const room = await chat.openRoom("package");
    await room.post("hello");
    console.log(JSON.stringify(room.messages.map(({ message: { text }, state }) => [text, state])));
    client.stop();`;
  const said = execFileSync("node", ["--input-type=module", "--eval", program, `${server.address}/hub`], { cwd: `${web}client`, timeout: 60_000 });
  expect(JSON.parse(said.toString())).toEqual([["hello", "sent"]]);
});

test("its documents are an entry of their own; without them there is no need for yjs", { timeout: 120_000 }, () => {
  const program = `
    import { guestTokens, HubClient } from "@realtimehub/client";
    import { DocumentClient, SignalRProvider } from "@realtimehub/client/documents";
    import * as Y from "yjs";
    const [hub] = process.argv.slice(1);
    const client = new HubClient(hub, { token: guestTokens({ hub, name: "Ann" }) });
    void client.connect();
    const { documentId } = await new DocumentClient(client).createDocument({ title: "Package" });
    const provider = new SignalRProvider(client, documentId, new Y.Doc());
    provider.doc.getText("t").insert(0, "hello");
    await new Promise((resolve) => provider.on("status", ({ state }) => state === "saved" && resolve()));
    console.log(JSON.stringify(provider.status));
    provider.doc.destroy();
    client.stop();`;
  const said = execFileSync("node", ["--input-type=module", "--eval", program, `${server.address}/hub`], { cwd: `${web}client`, timeout: 60_000 });
  expect(JSON.parse(said.toString())).toEqual({ state: "saved", pending: 0 });
  for (const entry of ["index", "chat/index"]) expect(loadedBy(`${web}client/dist/${entry}.js`).join(" ")).not.toMatch(/yjs|y-protocols/);
});

/** All modules that a module names, directly or by others of the package. */
function loadedBy(file: string, seen = new Set<string>()): string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  return [...readFileSync(file, "utf8").matchAll(/(?:from|import) "([^"]+)"/g)].flatMap(([, name]) =>
    name!.startsWith(".") ? loadedBy(join(dirname(file), name!), seen) : [name!],
  );
}

test("it works in a worker of a site that the hub lets in", { timeout: 180_000 }, async () => {
  const bundle = await browserBundle("worker.ts");
  const site = await foreignSite(bundle);
  const server = await Server.start({ ...withoutLimits, "Hub:Origins:0": site.address });
  const browser = await chromium.launch(browserOptions);
  try {
    const page = await browser.newPage();
    await page.goto(site.address);
    const report = (await page.evaluate(
      (hub) =>
        new Promise((resolve, reject) => {
          const worker = new Worker("/worker.js", { type: "module" });
          worker.addEventListener("message", ({ data }) => resolve(data));
          worker.addEventListener("error", ({ message }) => reject(new Error(message)));
          worker.postMessage(hub);
        }),
      `${server.address}/hub`,
    )) as Report;
    expect(report.log.length).toBeGreaterThan(0);
    expect(report.log.map(({ value }) => value)).toEqual(report.accepted.map(({ value }) => value));
  } finally {
    await browser.close();
    await server.stop();
    site.stop();
  }
});

/** A site of another origin: an empty page, and a worker that runs the given script. */
async function foreignSite(worker: string): Promise<{ address: string; stop(): void }> {
  const http = createServer((request, response) => {
    const isWorker = request.url === "/worker.js";
    response.setHeader("Content-Type", isWorker ? "text/javascript" : "text/html");
    response.end(isWorker ? worker : "<!doctype html>");
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  return {
    address: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    stop: () => {
      http.closeAllConnections();
      http.close();
    },
  };
}
