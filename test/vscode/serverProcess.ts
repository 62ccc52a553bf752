// Runs a VS Code server on 127.0.0.1, and leaves no process behind.
import { spawn, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { ServerInstall } from "./serverInstall.js";

export interface RunningServer {
  port: number;
  /** http://127.0.0.1:PORT/ with what must be in the query already. */
  address(query: Record<string, string>): string;
  /** Everything the server printed. */
  log(): string;
  stop(): Promise<void>;
}

export interface ServerOptions {
  dataDir: string;
  extensionsDir: string;
  env?: Record<string, string>;
  /** For its Node, and for the extension hosts that it starts. */
  nodeArgs?: readonly string[];
  /** VS Code asks whether to trust a folder; otherwise it trusts all. */
  trust?: boolean;
  /** A secret that the address carries: the server stays up, for a person. Tests run without it, and under VS Code's own test driver. */
  token?: string;
}

/** No gallery: nothing is asked of the network. */
const offline = { EXTENSIONS_GALLERY: '{"serviceUrl":""}' };

const storage = ({ dataDir, extensionsDir }: ServerOptions) => [
  "--accept-server-license-terms",
  "--disable-telemetry",
  `--server-data-dir=${dataDir}`,
  `--extensions-dir=${extensionsDir}`,
];

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

/** Installs a .vsix as a person would. Throws with the server's own words. */
export function installVsix(install: ServerInstall, options: ServerOptions, vsix: string): void {
  const { status, stdout, stderr } = spawnSync(
    install.node,
    [install.main, ...storage(options), "--install-extension", vsix, "--force"],
    { env: { ...process.env, ...offline }, encoding: "utf8", timeout: 120_000 },
  );
  if (status !== 0 || !stdout.includes("successfully installed"))
    throw new Error(`${vsix} could not be installed:\n${stdout}\n${stderr}`);
}

/** Resolves when it listens. */
export async function startServer(install: ServerInstall, options: ServerOptions): Promise<RunningServer> {
  const port = await freePort();
  const child = spawn(
    install.node,
    [
      ...(options.nodeArgs ?? []),
      install.main,
      "--host=127.0.0.1",
      `--port=${port}`,
      // Without its test driver VS Code ignores the page's payload; with it, it shows no messages.
      ...(options.token === undefined
        ? ["--without-connection-token", "--enable-smoke-test-driver"]
        : [`--connection-token=${options.token}`]),
      ...(options.trust === true ? [] : ["--disable-workspace-trust"]),
      ...storage(options),
    ],
    { env: { ...process.env, ...offline, ...options.env }, stdio: ["ignore", "pipe", "pipe"] },
  );
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${install.node} did not start; remove .vscode-test and try again.`);
  let log = "";
  const ready = new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      log += chunk.toString();
      if (log.includes("Extension host agent listening")) resolve();
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.once("exit", (code) => reject(new Error(`The VS Code server ended with ${code ?? "a signal"}:\n${log}`)));
    setTimeout(() => reject(new Error(`The VS Code server does not listen after 60 s:\n${log}`)), 60_000).unref();
  });
  const stop = () => stopTree(pid);
  try {
    await ready;
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    port,
    log: () => log,
    stop,
    address: (query) => {
      const all = options.token === undefined ? query : { tkn: options.token, ...query };
      return `http://127.0.0.1:${port}/?${new URLSearchParams(all).toString()}`;
    },
  };
}

/** The process and all that it started, parents first. */
function tree(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const entry of readdirSync("/proc")) {
    const pid = Number(entry);
    if (!Number.isInteger(pid)) continue;
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, "utf8");
      const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
      children.set(parent, [...(children.get(parent) ?? []), pid]);
    } catch {
      // it ended meanwhile
    }
  }
  const all = [root];
  for (const pid of all) all.push(...(children.get(pid) ?? []));
  return all;
}

function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, name);
    return !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
  } catch {
    return false;
  }
}

/** Extension hosts outlive the server's SIGTERM by seconds: waits for every one of them, at most 10 s, then kills. */
async function stopTree(root: number): Promise<void> {
  const pids = tree(root);
  for (const pid of pids) signal(pid, "SIGTERM");
  for (let waited = 0; waited < 10_000 && pids.some((pid) => signal(pid, 0)); waited += 100) await sleep(100);
  for (const pid of pids) signal(pid, "SIGKILL");
}
