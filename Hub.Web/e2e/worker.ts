import { Scenario } from "./scenario";

/** The scenario in a worker: told the hub's address, it runs for a second and tells its report. */
addEventListener("message", async ({ data }: MessageEvent<string>) => {
  const scenario = new Scenario(data, "worker");
  await scenario.begin();
  setTimeout(async () => postMessage(await scenario.finish()), 1_000);
});
