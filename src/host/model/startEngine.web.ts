import { Uri, workspace } from "vscode";
import type { Engine } from "../../protocol/engine.js";
import { SkimError } from "../../protocol/errors.js";
import type { Backend } from "../../run/run.js";
import { startEngine as start } from "../../worker/startWeb.js";

/** One script a build of ONNX Runtime, and its wasm. */
const files: Record<Backend, [script: string, wasm: string]> = {
  wasm: ["dist/web/worker.js", "dist/ort-wasm-simd-threaded.wasm"],
  webgpu: ["dist/web/webgpuWorker.js", "dist/ort-wasm-simd-threaded.asyncify.wasm"],
};

/** Starts the engine's worker from the extension's own folder, wherever that is. Rejects with SkimError "engine" where a file is missing. */
export async function startEngine(extensionUri: Uri, backend: Backend): Promise<Engine> {
  const [script, wasm] = files[backend];
  return start(...(await Promise.all([read(extensionUri, script), read(extensionUri, wasm)])));
}

async function read(extensionUri: Uri, file: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await workspace.fs.readFile(Uri.joinPath(extensionUri, file)));
  } catch (cause) {
    throw new SkimError("engine", `The extension's own ${file} cannot be read: install the extension again.`, {
      cause,
      file,
    });
  }
}
