import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../Hub.Server/", import.meta.url));
const startLimitMs = 60_000;

const rates = ["PublishesPerSecond", "SubscribesPerSecond", "CallsPerSecond", "HistoryReadsPerSecond", "NewChannelsPerSecond", "NegotiationsPerSecond"];

/** For tests of what happens, not of how often it may. */
export const withoutLimits: Readonly<Record<string, string>> = Object.fromEntries(rates.map((name) => [`Hub:Limits:${name}`, "0"]));

/** A real server in a process of its own, with its data in a folder that goes with it. */
export class Server {
  private constructor(
    /** Such as `http://127.0.0.1:43211`. */
    readonly address: string,
    private process: ChildProcess,
    private readonly folder: string,
    private readonly settings: Readonly<Record<string, string>>,
  ) {}

  get port(): number {
    return Number(new URL(this.address).port);
  }

  /** @param port A port that was given before lets a server come back; without one any is taken. */
  static async start(settings: Readonly<Record<string, string>> = {}, port?: number): Promise<Server> {
    const folder = mkdtempSync(join(tmpdir(), "rthub-"));
    const child = run(folder, port ?? (await freePort()), settings);
    return new Server(await listening(child), child, folder, settings);
  }

  /** Kills it and starts it again with the same address and data. */
  async restart(): Promise<void> {
    await this.kill();
    await this.revive();
  }

  /** Starts it again after a kill. */
  async revive(): Promise<void> {
    this.process = run(this.folder, this.port, this.settings);
    await listening(this.process);
  }

  /** Starts a second one that waits for the data, stops this one in order, and is the second one from then on. Gives the first one's exit code. */
  async takeOver(): Promise<number | null> {
    const second = run(this.folder, this.port, { ...this.settings, "Hub:Journal:FolderWait": "00:02:00" });
    const listens = listening(second);
    const ended = this.ended();
    this.process.kill("SIGTERM");
    const code = await ended;
    await listens;
    this.process = second;
    return code;
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Waits for its end; gives the exit code. */
  ended(): Promise<number | null> {
    const { process } = this;
    return process.exitCode === null ? new Promise((resolve) => process.once("exit", resolve)) : Promise.resolve(process.exitCode);
  }

  /** As a crash would: SIGKILL. */
  async kill(): Promise<void> {
    const ended = new Promise((resolve) => this.process.once("exit", resolve));
    if (this.process.exitCode === null && this.process.kill("SIGKILL")) await ended;
  }
}

function run(folder: string, port: number, settings: Readonly<Record<string, string>>): ChildProcess {
  const given = { urls: `http://127.0.0.1:${port}`, environment: "Development", "Hub:DataPath": folder, ...settings };
  const args = [program(), ...Object.entries(given).flatMap(([name, value]) => [`--${name}`, value])];
  const child = spawn("dotnet", args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  // However the tests end, it ends with them.
  process.once("exit", () => child.kill("SIGKILL"));
  return child;
}

function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    const limit = setTimeout(() => reject(new Error(`the server did not start:\n${said}`)), startLimitMs);
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      const found = /Now listening on: (http:\S+)/.exec(said);
      if (!found) return;
      clearTimeout(limit);
      // What it says from now on is read and dropped, so that it never waits for us.
      child.stdout!.removeListener("data", hear).resume();
      resolve(found[1]!);
    };
    child.stdout!.on("data", hear);
    child.stderr!.on("data", (chunk: Buffer) => (said += chunk.toString()));
    child.once("exit", (code) => reject(new Error(`the server ended with ${code}:\n${said.slice(0, 2_000)}`)));
  });
}

/**
 * None of those that the system gives to outgoing connections: while a server is away, any connection may take such a
 * one, even the very one that tries to reach it.
 */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 15_000 + Math.floor(Math.random() * 17_000);
    const free = await new Promise<boolean>((resolve) => {
      const server = createServer().once("error", () => resolve(false));
      server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
    });
    if (free) return port;
  }
}

/** The newest build; where there is none the server is built. */
function program(): string {
  if (newestBuild() === undefined) execFileSync("dotnet", ["build", root, "-v", "q", "-p:BuildWeb=false"], { stdio: "inherit" });
  return newestBuild()!;
}

function newestBuild(): string | undefined {
  const bin = join(root, "bin");
  const builds = existsSync(bin) ? readdirSync(bin).map((name) => join(bin, name, "net10.0", "Hub.Server.dll")) : [];
  return builds.filter((file) => existsSync(file)).sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0];
}
