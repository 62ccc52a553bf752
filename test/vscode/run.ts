// Runs the suite in a real VS Code: the desktop where one can be downloaded and shown, else the server from npm.
// --oldest: the oldest version that engines.vscode names. --vsix FILE: against the installed package. --grep TEXT.
// --untrusted: in a workspace that is not trusted, which only the server can show: @vscode/test-electron trusts all.
// --web: in VS Code without a server, extension host in the browser. --gpu: the suites of WebGPU in the skim view.
import { runTests, downloadAndUnzipVSCode, resolveCliArgsFromVSCodeExecutablePath } from "@vscode/test-electron";
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { desktopCanRun } from "./desktop.js";
import { serverRunsHere } from "./serverInstall.js";

const { values } = parseArgs({
  options: {
    oldest: { type: "boolean", default: false },
    vsix: { type: "string" },
    grep: { type: "string" },
    web: { type: "boolean", default: false },
    untrusted: { type: "boolean", default: false },
    gpu: { type: "boolean", default: false },
  },
});

const { engines } = JSON.parse(readFileSync("package.json", "utf8")) as { engines: { vscode: string } };
const oldest = engines.vscode.replace(/^[^0-9]*/, "");
/** As test/build.mjs names them. */
function windowName(): string {
  if (values.untrusted) return "untrusted";
  if (values.gpu) return "gpu";
  if (values.web) return "web";
  return values.vsix === undefined ? "node" : "packaged";
}

/** The extension as built, in a folder of its own: its suites take files away, which other windows read meanwhile. */
function ownExtension(): string {
  const folder = resolve("out/vscode/own");
  rmSync(folder, { recursive: true, force: true });
  for (const name of ["package.json", "dist"]) cpSync(name, join(folder, name), { recursive: true });
  for (const name of ["models", "media"]) symlinkSync(resolve(name), join(folder, name));
  return folder;
}

const launcher = resolve("out/vscode/launch.mjs");
const vsix = values.vsix === undefined ? undefined : resolve(values.vsix);
const extensionTestsEnv = {
  TRANSKIMMER_SERVER: values.oldest ? "oldest" : "current",
  TRANSKIMMER_ROOT: process.cwd(),
  TRANSKIMMER_HOST: values.web ? "web" : "node",
  TRANSKIMMER_WINDOW: windowName(),
  ...(values.grep === undefined ? {} : { TRANSKIMMER_GREP: values.grep }),
};
const common = {
  // VS Code runs tests beside an extension in development; with a package under test that is an empty one.
  extensionDevelopmentPath:
    vsix !== undefined ? resolve("test/package/nothing") : values.gpu ? ownExtension() : process.cwd(),
  extensionTestsPath: resolve("out/vscode/suite.cjs"),
  extensionTestsEnv,
};

try {
  if (values.untrusted && !serverRunsHere)
    console.log("An untrusted workspace: not tested here, for it needs the VS Code server from npm (Linux on x64).");
  else if (!values.web && !values.untrusted && (await desktopCanRun())) {
    const vscodeExecutablePath = await downloadAndUnzipVSCode(values.oldest ? oldest : "stable");
    if (vsix !== undefined) {
      const [cli = vscodeExecutablePath, ...args] = resolveCliArgsFromVSCodeExecutablePath(vscodeExecutablePath);
      spawnSync(cli, [...args, "--install-extension", vsix], { stdio: "inherit", shell: process.platform === "win32" });
    }
    const userData = mkdtempSync(join(tmpdir(), "transkimmer-user-")); // VS Code opens one window on one such folder
    await runTests({
      ...common,
      vscodeExecutablePath,
      launchArgs: ["test/vscode/workspace", `--user-data-dir=${userData}`],
    });
  } else {
    chmodSync(launcher, 0o755);
    const launchArgs = [
      resolve(values.untrusted ? "test/vscode/untrusted" : "test/vscode/workspace"),
      ...(vsix === undefined ? [] : [`--install-extension=${vsix}`]),
    ];
    await runTests({ ...common, vscodeExecutablePath: launcher, launchArgs });
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
