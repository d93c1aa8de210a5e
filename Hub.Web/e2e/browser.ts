import { fileURLToPath } from "node:url";
import type { LaunchOptions } from "playwright-core";
import { build, type Rolldown } from "vite";

/** A Chromium that asks nobody but our server. */
export const browserOptions: LaunchOptions = {
  executablePath: process.env.RTHUB_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update", "--no-first-run"],
};

/** A file of this folder with all that it imports, as one module for a page. */
export async function browserBundle(entry: string): Promise<string> {
  const made = await build({
    configFile: false,
    logLevel: "error",
    resolve: { alias: { "@realtimehub/client": fileURLToPath(new URL("../client/src/index.ts", import.meta.url)) } },
    build: { write: false, target: "es2022", lib: { entry: fileURLToPath(new URL(entry, import.meta.url)), formats: ["es"] } },
  });
  const [{ output }] = [made].flat() as [Rolldown.RolldownOutput];
  return output[0].code;
}
