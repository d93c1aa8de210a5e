import { chromium, type Browser } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { browserOptions } from "./browser";
import { Server, withoutLimits } from "./server";

/** A server and a browser for all tests of a file. */
export interface Stage {
  readonly server: Server;
  readonly browser: Browser;
}

/** Sets them up before the first test of the calling file and takes them away after the last. */
export function stage(): Stage {
  const on: { server?: Server; browser?: Browser } = {};
  beforeAll(async () => {
    on.server = await Server.start(withoutLimits);
    on.browser = await chromium.launch(browserOptions);
  }, 120_000);
  afterAll(async () => {
    await on.browser?.close();
    await on.server?.stop();
  });
  return {
    get server() {
      return on.server!;
    },
    get browser() {
      return on.browser!;
    },
  };
}
