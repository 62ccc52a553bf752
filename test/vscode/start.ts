// `npm start`: VS Code with the extension, a sample text and a first run on screen.
// The desktop where there is one or one can be downloaded; else VS Code's server from npm, in the browser.
import { downloadAndUnzipVSCode } from "@vscode/test-electron";
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { desktopCanRun, hasDisplay } from "./desktop.js";
import { installServer } from "./serverInstall.js";
import { installFirstRun, quietSettings, serveWorkbench } from "./workbench.js";

const home = resolve(".vscode-test/start");

/** `code` on the path, or where the installers of macOS and Windows put it. */
function installedDesktop(): string | undefined {
  const onPath = (process.env["PATH"] ?? "")
    .split(delimiter)
    .map((dir) => join(dir, process.platform === "win32" ? "code.cmd" : "code"));
  const mac = "/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code";
  return [...onPath, mac].find((file) => existsSync(file));
}

async function desktop(executable: string): Promise<void> {
  const user = join(home, "user");
  mkdirSync(join(user, "User"), { recursive: true });
  writeFileSync(join(user, "User/settings.json"), JSON.stringify(quietSettings, null, 2));
  installFirstRun(join(home, "extensions"));
  console.log(`Opening ${executable} with its own settings in ${home}; your own VS Code stays as it is.`);
  const args = [
    `--extensionDevelopmentPath=${process.cwd()}`,
    `--user-data-dir=${user}`,
    `--extensions-dir=${join(home, "extensions")}`,
    "--disable-workspace-trust",
    "--new-window",
  ];
  const child = spawn(executable, args, { stdio: "inherit", shell: process.platform === "win32" });
  await new Promise<void>((done, failed) => {
    child.once("error", failed);
    child.once("exit", () => done());
  });
}

async function inBrowser(): Promise<void> {
  const install = installServer("current");
  const extensionsDir = join(home, "extensions");
  mkdirSync(extensionsDir, { recursive: true });
  symlinkSync(process.cwd(), join(extensionsDir, "transkimmer.transkimmer")); // a folder there is an installed extension
  const options = { home, extensionsDir, developmentPath: process.cwd(), firstRun: true };
  // A stranger on this machine must not drive this editor: the address carries a secret.
  const server = await serveWorkbench(install, options, randomBytes(16).toString("hex"));
  const address = server.address({ ew: "true" }); // a window without a folder
  const stopped = new Promise<void>((done) => {
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(name, done);
  });
  console.log(`VS Code ${install.version} with the extension runs on this machine. Open\n\n  ${address}\n`);
  console.log("Ctrl+C ends it.");
  if (hasDisplay())
    spawn("xdg-open", [address], { stdio: "ignore", detached: true })
      .on("error", () => undefined)
      .unref();
  await stopped;
  await server.stop();
}

const wanted = process.env["TRANSKIMMER_VSCODE"];
const installed = wanted !== "server" && hasDisplay() ? installedDesktop() : undefined;
rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
try {
  if (installed !== undefined) await desktop(installed);
  else if (await desktopCanRun()) await desktop(await downloadAndUnzipVSCode("stable"));
  else await inBrowser();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
