// Stands in for the desktop's executable: takes its arguments, opens the same window on VS Code's server in a headless Chromium.
// The suite inside can ask for what only the page can see over TRANSKIMMER_PAGE (suite/page.ts).
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { format, parseArgs } from "node:util";
import type { Page } from "playwright-core";
import { watchFirstLayer } from "../bench/vscode/pageMarks.js";
import { installServer, type ServerVersion } from "./serverInstall.js";
import { freePort, installVsix } from "./serverProcess.js";
import { resultMark } from "./suite/mark.js";
import type { PageAsk } from "./suite/page.js";
import { serveWeb } from "./webFiles.js";
import { openWorkbench, webviewFrame, webWorkbench } from "./workbench.js";

/** Without a server behind it, as on vscode.dev: extensions run in a web worker of the page. */
const inBrowser = process.env["TRANSKIMMER_HOST"] === "web";
/** Then a suite hangs. It is no bound on speed: two cores without 512-bit instructions, where WebGPU in software is slow, took more than 12. */
const limitMinutes = 30;
/** Several windows may be open at once. */
const windowName = process.env["TRANSKIMMER_WINDOW"] ?? "node";
/** By test/bench. */
const measured = process.env["TRANSKIMMER_WATCH"] !== undefined;
/** All that VS Code's extension host and window say; the terminal shows mocha's lines only. */
const logFile = `test-results/vscode-${windowName}.log`;

const { values, positionals } = parseArgs({
  options: {
    extensionDevelopmentPath: { type: "string" },
    extensionTestsPath: { type: "string" },
    "install-extension": { type: "string" },
  },
  strict: false,
  allowPositionals: true,
});
const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

async function answer(page: Page, requests: readonly string[], ask: PageAsk): Promise<unknown> {
  switch (ask.in) {
    case "frame":
      return (await webviewFrame(page)).evaluate(ask.what);
    case "page":
      return page.evaluate(ask.what);
    case "press":
      return page.keyboard.press(ask.what);
    case "grep":
      return process.env["TRANSKIMMER_GREP"];
    case "requests":
      return requests;
    case "screenshot":
      mkdirSync(dirname(ask.what), { recursive: true });
      await page.screenshot({ path: ask.what });
      return null;
  }
}

async function body(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

async function main(): Promise<number> {
  const install = installServer((process.env["TRANSKIMMER_SERVER"] ?? "current") as ServerVersion);
  const where = inBrowser ? "extension host in the browser" : "server from npm";
  console.log(`VS Code ${install.version} (${where}), headless Chromium`);
  mkdirSync(dirname(logFile), { recursive: true });
  writeFileSync(logFile, "");
  const base = mkdtempSync(join(tmpdir(), "transkimmer-vscode-"));
  process.once("exit", () => rmSync(base, { recursive: true, force: true }));
  const home = join(base, "home");
  const extensionsDir = join(base, "extensions");
  const vsix = text(values["install-extension"]);
  if (vsix !== undefined) installVsix(install, { dataDir: `${home}/server`, extensionsDir }, vsix);
  let finish: (code: number) => void = () => undefined;
  const finished = new Promise<number>((done) => (finish = done));
  const timer = setTimeout(() => {
    console.error(`The suite has not ended after ${limitMinutes} minutes.`);
    finish(1);
  }, limitMinutes * 60_000);
  const port = await freePort();
  const bridge = `http://127.0.0.1:${port}/`;
  const testsPath = text(values.extensionTestsPath);
  const workbenchScript = inBrowser ? webWorkbench(install, bridge) : "";
  let vscodePort: number | null = null;
  let answering = (_: IncomingMessage, response: ServerResponse): void => void response.writeHead(503).end();
  const server = createServer((request, response) => {
    if (request.method === "POST" && request.url === "/ask") answering(request, response);
    else if (vscodePort !== null) serveWeb(request, response, vscodePort, workbenchScript);
    else response.writeHead(503).end();
  }).listen(port, "127.0.0.1");
  const workbench = await openWorkbench(
    install,
    {
      home,
      extensionsDir,
      folder: resolve(positionals[0] ?? "."),
      developmentPath: text(values.extensionDevelopmentPath) ?? process.cwd(),
      ...(testsPath === undefined ? {} : { testsPath }),
      webgpu: !measured, // it measures a window without
      measured,
      untrusted: windowName === "untrusted",
      env: { TRANSKIMMER_PAGE: `${bridge}ask` },
      ...(inBrowser ? { web: bridge } : {}),
    },
    async (page, { port }) => {
      if (process.env["TRANSKIMMER_WATCH"] === "firstLayer") await page.addInitScript(watchFirstLayer); // for test/bench
      vscodePort = port;
      await page.exposeFunction("codeAutomationLog", (kind: string, args: unknown[]) => {
        const line = format(...args);
        if (line.startsWith(resultMark)) console.log(line.slice(resultMark.length));
        appendFileSync(logFile, `${kind}: ${line}\n`);
      });
      await page.exposeFunction("codeAutomationExit", (code: number) => finish(code));
      page.on("crash", () => finish(1));
      page.on("console", (message) => appendFileSync(logFile, `page: ${message.text()}\n`));
    },
  );
  const { page, requests } = workbench;
  answering = (request, response) => {
    void body(request)
      .then(async (json) => answer(page, requests, JSON.parse(json) as PageAsk))
      .then((result) => response.end(JSON.stringify({ result: result ?? null })))
      .catch((error: unknown) => response.writeHead(500).end(JSON.stringify({ error: String(error) })));
  };
  const stopOn = (name: NodeJS.Signals) => process.once(name, () => finish(130));
  stopOn("SIGINT");
  stopOn("SIGTERM");
  try {
    const code = await finished;
    if (code !== 0) {
      await page.screenshot({ path: `test-results/vscode-${windowName}.png` }).catch(() => undefined);
      console.log(`See ${logFile} and test-results/vscode-${windowName}.png.`);
    }
    return code;
  } finally {
    clearTimeout(timer);
    server.close();
    server.closeAllConnections();
    await workbench.close();
  }
}

process.exit(await main());
