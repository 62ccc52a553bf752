/** VS Code in a browser: vscode.dev, github.dev, and whatever hosts extensions in a web worker. */
import type { ExtensionContext } from "vscode";
import { compose, type TranskimmerApi } from "./host/compose.js";
import { startEngine } from "./host/startEngine.web.js";

export function activate(context: ExtensionContext): TranskimmerApi {
  // One thread: extension hosts in a browser are not cross-origin isolated, and have no SharedArrayBuffer.
  return compose(context, { startEngine: () => startEngine(context.extensionUri), threads: () => 1 });
}
