/** VS Code on Node: the desktop, and remote extension hosts. */
import { homedir } from "node:os";
import { Uri, type ExtensionContext } from "vscode";
import { compose, type TranskimmerApi } from "./host/compose.js";
import { GpuPage } from "./host/model/gpuPage.js";
import { startEngine, threads } from "./host/model/startEngine.js";
import { readPieces } from "./worker/pieces.js";

export type { TranskimmerApi };

export function activate(context: ExtensionContext): TranskimmerApi {
  const script = Uri.joinPath(context.extensionUri, "dist", "worker.mjs").fsPath;
  const gpuPage = new GpuPage(context.extensionUri);
  return compose(context, {
    startEngine: () => Promise.resolve(startEngine(script)),
    gpu: gpuPage,
    gpuPage,
    threads,
    home: Uri.file(homedir()),
    readPieces,
  });
}
