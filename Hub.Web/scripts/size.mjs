// Bundles and minifies the client's own code, prints its size and fails beyond the limit.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";

const limit = 15 * 1024;
const client = join(dirname(fileURLToPath(import.meta.url)), "../client");

const { output } = [
  await build({
    root: client,
    configFile: false,
    logLevel: "error",
    build: {
      write: false,
      minify: true,
      target: "es2022",
      lib: { entry: join(client, "src/index.ts"), formats: ["es"] },
      rolldownOptions: { external: /^@microsoft\// },
    },
  }),
].flat()[0];

const code = output[0].code;
const bytes = gzipSync(code, { level: 9 }).length;
console.log(`@realtimehub/client: ${bytes} bytes gzipped (${code.length} minified), limit ${limit}`);
if (bytes > limit) {
  console.error(`Hub.Web : error HUBWEB : @realtimehub/client is over its size limit of ${limit} bytes gzipped`);
  process.exit(1);
}
