// Run by Hub.Server/Web.targets: installs packages when the lock file has changed and builds the pages when their
// sources have. Both are told by content, so that a fresh checkout of the same files is no change, and done under a
// lock, so that two builds in one tree do it once.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const home = join(dirname(fileURLToPath(import.meta.url)), "..");
const pages = join(home, "../Hub.Server/wwwroot");
const stamps = { packages: join(home, "node_modules/.installed"), pages: join(home, "node_modules/.built") };
const lockFolder = join(home, ".build-lock");
const skipped = new Set(["node_modules", "dist", "contracts", "bin", "obj", "tests", ".build-lock"]);

function* files(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!skipped.has(entry.name)) yield* files(path);
    } else {
      yield path;
    }
  }
}

function digest(paths) {
  const hash = createHash("sha256");
  for (const path of paths) hash.update(relative(home, path)).update("\0").update(readFileSync(path)).update("\0");
  return hash.digest("hex");
}

const read = (path) => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
};

const exists = (path) => statSync(path, { throwIfNoEntry: false }) !== undefined;

function run(script, ...args) {
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const { status, error } = spawnSync(npm, [script, ...args], {
    cwd: home,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (status !== 0) fail(`npm ${script} failed${error ? `: ${error.message}` : ""}`);
}

function fail(reason) {
  unlock();
  // The form that MSBuild takes for an error.
  console.error(`Hub.Web : error HUBWEB : ${reason}`);
  process.exit(1);
}

let locked = false;

function lock() {
  // A folder is made by one process only. Its owner's id tells a lock left behind by a killed build.
  for (;;) {
    try {
      mkdirSync(lockFolder);
      writeFileSync(join(lockFolder, "pid"), String(process.pid));
      locked = true;
      return;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    if (abandoned()) rmSync(lockFolder, { recursive: true, force: true });
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
}

function abandoned() {
  const pid = Number(read(join(lockFolder, "pid")));
  if (pid === 0) {
    const made = statSync(lockFolder, { throwIfNoEntry: false })?.mtimeMs;
    return made !== undefined && Date.now() - made > 10_000;
  }
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === "ESRCH";
  }
}

function unlock() {
  if (locked) rmSync(lockFolder, { recursive: true, force: true });
  locked = false;
}

lock();
try {
  const packages = digest([join(home, "package-lock.json")]);
  if (read(stamps.packages) !== packages) {
    run("ci", "--no-progress");
    writeFileSync(stamps.packages, packages);
  }
  const sources = digest(files(home));
  if (read(stamps.pages) !== sources || !exists(join(pages, "index.html"))) {
    run("run", "build", "--silent");
    writeFileSync(stamps.pages, sources);
  }
} finally {
  unlock();
}
