/** VS Code in a browser: vscode.dev, github.dev, and whatever hosts extensions in a web worker. */
import type { ExtensionContext } from "vscode";
import { compose, type TranskimmerApi } from "./host/compose.js";
import { startEngine } from "./host/model/startEngine.web.js";

export function activate(context: ExtensionContext): TranskimmerApi {
  return compose(context, {
    startEngine: () => startEngine(context.extensionUri, "wasm"),
    gpu: {
      away: null,
      opening: null,
      findAdapter: async () => (await (navigator as Partial<WorkerNavigator>).gpu?.requestAdapter())?.info ?? null,
      startEngine: () => startEngine(context.extensionUri, "webgpu"),
    },
    // One thread: extension hosts in a browser are not cross-origin isolated, and have no SharedArrayBuffer.
    threads: () => 1,
  });
}
