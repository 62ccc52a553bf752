// VS Code's workbench in a headless Chromium, on a server started for it.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { chromium, type Browser, type Frame, type Page } from "playwright-core";
import { browserArgs, findBrowser, quickArgs, webgpuArgs } from "../browser/find.js";
import { quickWasm } from "../quickWasm.mjs";
import type { ServerInstall } from "./serverInstall.js";
import { startServer, type RunningServer } from "./serverProcess.js";
import { checkoutPath } from "./webFiles.js";

/** A quiet window: nothing asks or opens but what the test opens. */
export const quietSettings = {
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "git.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "chat.disableAIFeatures": true,
  "extensions.ignoreRecommendations": true,
  "extensions.autoCheckUpdates": false,
  "security.workspace.trust.enabled": false,
  "telemetry.telemetryLevel": "off",
  "editor.minimap.enabled": false,
  "editor.wordWrap": "on",
  "window.commandCenter": false,
};

/** And nothing moves: drawn by a program, what turns and blinks takes a tenth of a window's CPU. */
const testSettings = { ...quietSettings, "workbench.reduceMotion": "on", "editor.cursorBlinking": "solid" };

export interface WorkbenchOptions {
  /** Folder for everything that this window writes; emptied first. */
  home: string;
  extensionsDir?: string;
  /** Absent: a window without a folder. */
  folder?: string;
  /** Absolute path. The page's payload takes one. */
  developmentPath: string;
  /** Open the sample and classify it, as `npm start` does. */
  firstRun?: boolean;
  testsPath?: string;
  /** The folder is not trusted, and nothing on the screen asks whether it should be. */
  untrusted?: boolean;
  env?: Record<string, string>;
  size?: { width: number; height: number };
  /** With WebGPU, on a program for an adapter where there is no GPU. */
  webgpu?: boolean;
  /** Its speed is: everything is as people have it. */
  measured?: boolean;
  /** Address of `serveWeb`: the window then has no server behind it, and its extensions run in a web worker, as on vscode.dev. */
  web?: string;
}

export interface Workbench {
  server: RunningServer;
  browser: Browser;
  page: Page;
  /** Addresses of all requests that went to a network so far, of the page, its frames and its workers. */
  requests: string[];
  /** The query that opens this window again. */
  address: string;
  close(): Promise<void>;
}

/** VS Code's own workbench script, told of no server behind it, as on vscode.dev, and where the extension and its tests are served. */
export function webWorkbench(install: ServerInstall, web: string): string {
  const { protocol, host } = new URL(web);
  const uri = (path: string) => ({ scheme: protocol.slice(0, -1), authority: host, path: `${checkoutPath}${path}` });
  const settings = {
    developmentOptions: {
      enableSmokeTestDriver: true,
      extensions: [uri("")],
      extensionTestsPath: uri("out/vscode/suite.web.js"),
    },
    configurationDefaults: testSettings,
  };
  const file = join(dirname(install.main), "vs/code/browser/workbench/workbench.js");
  const script = readFileSync(file, "utf8");
  const [remote, userData] = [
    "remoteAuthority:location.host",
    /(this\.userDataPath\)\.with\(\{scheme:\w+\.)vscodeRemote/,
  ];
  if (!script.includes(remote) || !userData.test(script))
    throw new Error(`${file} is not the workbench that was known`);
  // code-server keeps settings on its disk; VS Code keeps them in the browser.
  return script
    .replace(remote, `remoteAuthority:undefined,...${JSON.stringify(settings)}`)
    .replace(userData, "$1vscodeUserData");
}

/** Address of the window that `options` describe. */
export function workbenchAddress(server: RunningServer, options: WorkbenchOptions): string {
  if (options.web !== undefined)
    return `${options.web}?${new URLSearchParams({ folder: "tmp:/workspace" }).toString()}`; // in the page's memory
  const remote = (path: string) => `vscode-remote://127.0.0.1:${server.port}${path}`;
  const payload = [["extensionDevelopmentPath", remote(options.developmentPath)]];
  if (options.testsPath !== undefined) payload.push(["extensionTestsPath", remote(options.testsPath)]);
  const place: Record<string, string> = options.folder === undefined ? { ew: "true" } : { folder: options.folder };
  return server.address({ ...place, payload: JSON.stringify(payload) });
}

/** The small extension that makes the first run; a folder in a fresh extensions folder is an installed extension. */
export function installFirstRun(extensionsDir: string): void {
  cpSync(resolve("test/vscode/firstRun"), join(extensionsDir, "transkimmer-test.first-run-0.0.1"), { recursive: true });
}

/** A fresh server data folder with quiet settings, and the server on it. */
export async function serveWorkbench(
  install: ServerInstall,
  options: WorkbenchOptions,
  token?: string,
): Promise<RunningServer> {
  const machine = join(options.home, "server/data/Machine");
  mkdirSync(machine, { recursive: true });
  const settings = token === undefined ? testSettings : quietSettings; // a person looks at it
  writeFileSync(join(machine, "settings.json"), JSON.stringify(settings));
  if (options.untrusted === true) {
    const user = join(options.home, "server/data/User");
    mkdirSync(user, { recursive: true });
    writeFileSync(join(user, "settings.json"), JSON.stringify({ "security.workspace.trust.startupPrompt": "never" }));
  }
  const extensionsDir = options.extensionsDir ?? join(options.home, "extensions");
  mkdirSync(extensionsDir, { recursive: true });
  if (options.firstRun === true) installFirstRun(extensionsDir);
  return startServer(install, {
    dataDir: join(options.home, "server"),
    extensionsDir,
    env: options.env ?? {},
    trust: options.untrusted === true,
    nodeArgs: options.measured === true || token !== undefined ? [] : [quickWasm],
    ...(token === undefined ? {} : { token }),
  });
}

/** Opens the window; `prepare` sees the page before it goes there. */
export async function openWorkbench(
  install: ServerInstall,
  options: WorkbenchOptions,
  prepare: (page: Page, server: RunningServer) => Promise<void> = () => Promise.resolve(),
): Promise<Workbench> {
  rmSync(options.home, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
  const executablePath = findBrowser();
  const server = await serveWorkbench(install, options);
  let browser: Browser | undefined;
  const close = async () => {
    await browser?.close();
    await server.stop();
    rmSync(options.home, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
  };
  try {
    const args = [
      ...(options.webgpu === true ? webgpuArgs : browserArgs),
      ...(options.measured === true ? [] : quickArgs),
    ];
    browser = await chromium.launch({ executablePath, args });
    const context = await browser.newContext({ viewport: options.size ?? { width: 1440, height: 900 } });
    const page = await context.newPage();
    const requests: string[] = [];
    // The webview's service worker answers for its own files without a network; all else counts, also what failed.
    context.on("requestfailed", (request) => requests.push(request.url()));
    context.on("requestfinished", (request) => {
      request.response().then(
        (response) => response?.fromServiceWorker() === true || requests.push(request.url()),
        () => undefined, // the window was closed meanwhile
      );
    });
    await prepare(page, server);
    const address = workbenchAddress(server, options);
    await page.goto(address, { timeout: 120_000 });
    return { server, browser, page, requests, address, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The document that the extension wrote into the visible webview. Throws when none shows up in 10 s. */
export async function webviewFrame(page: Page): Promise<Frame> {
  const outer = page.locator("iframe.webview.ready").last();
  const inner = await outer.contentFrame().locator("iframe#active-frame").elementHandle({ timeout: 10_000 });
  const frame = await inner.contentFrame();
  if (!frame) throw new Error("The webview has no document yet.");
  return frame;
}

/**
 * Waits until VS Code has noted on its disk, the browser's, that a webview of this type is open. It does so every five seconds when
 * it is idle; at a reload it tries to, and on a busy machine fails: the tab is then gone with the page.
 */
export async function noted(page: Page, viewType: string): Promise<void> {
  const found = (type: string): Promise<boolean> => {
    const asked = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => {
          resolve(request.result);
        };
        request.onerror = () => {
          reject(request.error ?? new Error("no reason given"));
        };
      });
    const holds = async ({ name = "" }: IDBDatabaseInfo) => {
      if (!name.startsWith("vscode-web-state-db-")) return false;
      const database = await asked(indexedDB.open(name));
      try {
        const items = database.transaction("ItemTable").objectStore("ItemTable");
        return String(await asked(items.get("memento/workbench.parts.editor"))).includes(type);
      } finally {
        database.close();
      }
    };
    return indexedDB
      .databases()
      .then((all) => Promise.all(all.map(holds)))
      .then((open) => open.includes(true));
  };
  const end = Date.now() + 60_000;
  while (!(await page.evaluate(found, viewType))) {
    if (Date.now() > end) throw new Error(`VS Code has not noted in a minute that ${viewType} is open`);
    await page.waitForTimeout(250); // between two looks: a write to the browser's storage tells nobody
  }
}
