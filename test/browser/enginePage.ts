// The engine's real workers in a page of a real Chromium, with WebGPU on whatever adapter there is: SwiftShader where there is none.
import { build } from "esbuild";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join, normalize } from "node:path";
import { chromium, type Browser, type JSHandle, type Page } from "playwright-core";
import type { AdapterInfo } from "../../src/run/adapter.js";
import { browserArgs, findBrowser, quickArgs, webgpuArgs } from "./find.js";
import type { PageWorker, StartOptions } from "./page.js";

export type WorkerHandle = JSHandle<PageWorker>;

export interface EnginePageOptions {
  /** With WebGPU; default true. Without, `requestAdapter` finds none. */
  webgpu?: boolean;
  /** Content-Security-Policy of the page. */
  policy?: string;
  /** For what is measured: Chromium takes the machine's GPU if it can, and all else is as people have it. */
  hardware?: boolean;
}

export class EnginePage {
  private constructor(
    private readonly browser: Browser,
    private readonly server: Server,
    readonly page: Page,
  ) {}

  static async open({ webgpu = true, policy, hardware = false }: EnginePageOptions = {}): Promise<EnginePage> {
    if (!existsSync("dist/web/webgpuWorker.js")) throw new Error("dist is not built: npm run build");
    const built = await build({
      entryPoints: ["test/browser/page.ts"],
      bundle: true,
      write: false,
      format: "iife",
      platform: "browser",
      target: "es2022",
    });
    const script = built.outputFiles[0]?.text ?? "";
    const server = createServer((request, response) => {
      const path = normalize(decodeURIComponent(request.url ?? "/"));
      if (policy !== undefined) response.setHeader("content-security-policy", policy);
      if (path === "/") response.setHeader("content-type", "text/html").end('<script src="page.js"></script>');
      else if (path === "/page.js") response.setHeader("content-type", "text/javascript").end(script);
      else
        void readFile(join(".", path)).then(
          (content) => response.end(content),
          () => response.writeHead(404).end(),
        );
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    server.unref(); // the browser lives as long as is wanted
    const args = [...(webgpu ? webgpuArgs : browserArgs), ...(hardware ? ["--enable-features=Vulkan"] : quickArgs)];
    const browser = await chromium.launch({ executablePath: findBrowser(), args });
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    return new EnginePage(browser, server, page);
  }

  /** The graphics adapter; null = there is none. */
  adapter(): Promise<AdapterInfo | null> {
    return this.page.evaluate(async () => {
      const info = (await (navigator as Partial<Navigator>).gpu?.requestAdapter())?.info;
      if (!info) return null;
      const { vendor, architecture, device, description, isFallbackAdapter } = info;
      return { vendor, architecture, device, description, isFallbackAdapter };
    });
  }

  start(options: StartOptions): Promise<WorkerHandle> {
    return this.page.evaluateHandle(
      (given) => (window as unknown as { startWorker: (o: StartOptions) => Promise<PageWorker> }).startWorker(given),
      options,
    );
  }

  async close(): Promise<void> {
    await this.browser.close();
    this.server.close();
  }
}
