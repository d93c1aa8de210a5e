// Run by npm before it packs the client: a package without its built code would be packed without an error. In a clean clone the tools are
// installed first.
import { execSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const home = join(dirname(fileURLToPath(import.meta.url)), "..");
const run = (command, cwd) => execSync(command, { cwd, stdio: ["ignore", "inherit", "inherit"] });

if (!existsSync(join(home, "node_modules/typescript"))) run("npm ci --no-audit --no-fund", home);
run("npm run build", join(home, "client"));
