// The view's real script and style in a real Chromium, under the policy of src/host/view/html.ts. The one stand-in is VS Code's end of the message port.
import { build } from "esbuild";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import type { HostToDataset } from "../../src/protocol/evaluationView.js";
import type { HostToFigure } from "../../src/protocol/figureView.js";
import type { HostToView, ViewToHost } from "../../src/protocol/view.js";
import type { Run } from "../../src/run/run.js";
import { browserArgs, findBrowser } from "../browser/find.js";
import { drawn, waitUntilDrawn } from "./drawn.js";
import type { Theme } from "./shippedThemes.js";
import { themes, type ThemeName } from "./themes.js";

export interface Opened {
  page: Page;
  /** Console errors, page errors and violations of the policy. */
  problems: string[];
  /** Requests that left for anything but the page's own three files. */
  requests: string[];
}

/** As VS Code gives a page its theme. */
type Dress = (body: string, variables: Theme["variables"]) => void;

interface Stub {
  posts: ViewToHost[];
  state: unknown;
}

/** One for all files of tests: it ends with the process. */
let launched: Promise<Browser> | null = null;
const browser = (): Promise<Browser> =>
  (launched ??= chromium.launch({ executablePath: findBrowser(), args: [...browserArgs] }));

/** A page costs five times what it costs to go to an address anew: tests take one over from those before. */
export class ViewBench {
  /** The skim view, the data set's page, or that of a figure. */
  constructor(private readonly view: "skim" | "dataset" | "figure" = "skim") {}

  #context: BrowserContext | undefined;
  #server: Server | undefined;
  #origin = "";
  readonly #idle: Page[] = [];
  readonly #opened: { page: Page; script: { dispose(): Promise<void> } }[] = [];

  async start(): Promise<void> {
    const folder = this.view === "skim" ? "webview" : `webview/${this.view}`;
    const files = new Map<string, { type: string; body: string }>();
    for (const [entry, outfile, type] of [
      [`${folder}/main.ts`, "/webview.js", "text/javascript"],
      [`${folder}/style.css`, "/webview.css", "text/css"],
    ] as const) {
      const built = await build({
        entryPoints: [entry],
        bundle: true,
        write: false,
        minify: true,
        target: "es2022",
        format: "iife",
        platform: "browser",
      });
      files.set(outfile, { type, body: built.outputFiles[0]?.text ?? "" });
    }
    this.#server = createServer((request, response) => {
      const file = files.get(request.url ?? "");
      response.setHeader("content-type", `${file?.type ?? "text/html"}; charset=utf-8`);
      response.end(file?.body ?? html(this.#origin, this.view));
    });
    await new Promise<void>((resolve) => this.#server?.listen(0, "127.0.0.1", resolve));
    this.#origin = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    this.#context = await (await browser()).newContext();
  }

  async stop(): Promise<void> {
    await this.#context?.close();
    this.#server?.close();
  }

  async open(
    options: {
      theme?: ThemeName | Theme | undefined;
      width?: number;
      height?: number;
      reduced?: "class" | "media";
      state?: unknown;
    } = {},
  ): Promise<Opened> {
    if (!this.#context) throw new Error("start() first");
    const page = this.#idle.pop() ?? (await this.#newPage(this.#context));
    await page.setViewportSize({ width: options.width ?? 1100, height: options.height ?? 820 });
    await page.emulateMedia({ reducedMotion: options.reduced === "media" ? "reduce" : "no-preference" });
    page.setDefaultTimeout(60_000); // then something hangs
    const problems: string[] = [];
    const requests: string[] = [];
    page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("request", (r) => !/^\/(webview\.(js|css))?$/.test(new URL(r.url()).pathname) && requests.push(r.url()));
    const { theme: wanted = "dark" } = options;
    const theme = typeof wanted === "string" ? themes[wanted] : wanted;
    const body = `${theme.body}${options.reduced === "class" ? " vscode-reduce-motion" : ""}`;
    const script = await page.addInitScript(
      ({ body, variables, state }) => {
        const stub: Stub = { posts: [], state };
        Object.assign(window, {
          stub,
          acquireVsCodeApi: () => ({
            postMessage: (message: ViewToHost) => stub.posts.push(message),
            getState: () => stub.state,
            setState: (kept: unknown) => (stub.state = kept),
          }),
        });
        const dress: Dress = (body, variables) => {
          const fonts = { "font-family": "system-ui, sans-serif", "font-size": "13px" };
          document.documentElement.removeAttribute("style");
          for (const [name, value] of Object.entries({ ...variables, ...fonts }))
            document.documentElement.style.setProperty(`--vscode-${name}`, value);
          document.body.className = body;
        };
        Object.assign(window, { dress });
        document.addEventListener("readystatechange", () => dress(body, variables));
      },
      { body, variables: theme.variables, state: options.state },
    );
    this.#opened.push({ page, script });
    await page.goto(this.#origin);
    await page.waitForFunction(() => (window as unknown as { stub: Stub }).stub.posts.length > 0);
    return { page, problems, requests };
  }

  async #newPage(context: BrowserContext): Promise<Page> {
    const page = await context.newPage();
    waitUntilDrawn(page);
    return page;
  }

  /** What a test has opened, for the next one. */
  async takeBack(): Promise<void> {
    for (const { page, script } of this.#opened.splice(0)) {
      page.removeAllListeners();
      await script.dispose();
      await page.mouse.move(0, 0);
      this.#idle.push(page);
    }
  }
}

function html(origin: string, root: string): string {
  const csp =
    `default-src 'none'; img-src ${origin}${root === "figure" ? " blob:" : ""}; style-src ${origin}; script-src 'nonce-test'` +
    (root === "skim" ? ` 'wasm-unsafe-eval'; worker-src blob:; connect-src ${origin}` : "");
  return `<!doctype html><html lang="en"><head><meta charset="utf-8" />
<meta http-equiv="Content-Security-Policy" content="${csp}" /><title>Skim view</title>
<link rel="stylesheet" href="/webview.css" /></head>
<body><main id="${root}"></main><script nonce="test" src="/webview.js"></script></body></html>`;
}

/** As the host sends it, until it has come and is drawn. */
export async function send(page: Page, message: HostToView | HostToDataset | HostToFigure): Promise<void> {
  await page.evaluate(async (message) => {
    const come = new Promise((resolve) => window.addEventListener("message", resolve, { once: true }));
    window.postMessage(message, "*");
    await come;
  }, message);
  await drawn(page);
}

/** As when a person chooses another theme. */
export async function changeTheme(page: Page, { body, variables }: Theme): Promise<void> {
  await page.evaluate(({ body, variables }) => (window as unknown as { dress: Dress }).dress(body, variables), {
    body,
    variables,
  });
  await drawn(page);
}

export const ready = { state: "ready", name: "synthetic", failure: null } as const;

export async function show(page: Page, run: Run | null): Promise<void> {
  await send(page, { type: "snapshot", run, model: ready });
}

export async function posts<T extends ViewToHost["type"]>(
  page: Page,
  type: T,
): Promise<Extract<ViewToHost, { type: T }>[]> {
  const all = await page.evaluate(() => (window as unknown as { stub: Stub }).stub.posts);
  return all.filter((m): m is Extract<ViewToHost, { type: T }> => m.type === type);
}
