// Bundles and minifies the client's own code, prints its size and fails beyond the limit.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";

const client = join(dirname(fileURLToPath(import.meta.url)), "../client");

async function measure(name, entry, limit) {
  const { output } = [
    await build({
      root: client,
      configFile: false,
      logLevel: "error",
      build: {
        write: false,
        minify: true,
        target: "es2022",
        lib: { entry: join(client, entry), formats: ["es"] },
        rolldownOptions: { external: /^(@microsoft\/|yjs|y-protocols)/ },
      },
    }),
  ].flat()[0];
  const code = output[0].code;
  const bytes = gzipSync(code, { level: 9 }).length;
  console.log(`${name}: ${bytes} bytes gzipped (${code.length} minified), limit ${limit}`);
  if (bytes <= limit) return;
  console.error(`Hub.Web : error HUBWEB : ${name} is over its size limit of ${limit} bytes gzipped`);
  process.exitCode = 1;
}

await measure("@realtimehub/client", "src/index.ts", 15 * 1024);
// Alone: what it shares with the client is counted again.
await measure("@realtimehub/client/chat", "src/chat/index.ts", 5.5 * 1024);
await measure("@realtimehub/client/documents", "src/documents/index.ts", 7 * 1024);
await measure("@realtimehub/client/feeds", "src/feeds/index.ts", 3 * 1024);
