/** The engine's worker in a browser: is sent the runtime's wasm, then the bundles' bytes, and serves the engine's protocol. */
import { BrowserMessageReader, BrowserMessageWriter, createMessageConnection } from "vscode-jsonrpc/browser";
import { useWasm } from "../engine/runtime/runtime.js";
import { SkimError } from "../protocol/errors.js";
import { inMemory } from "./inMemory.js";
import { serve } from "./serve.js";

declare const self: DedicatedWorkerGlobalScope;

self.addEventListener(
  "message",
  ({ data }: MessageEvent<Uint8Array>) => {
    useWasm(data);
    const connection = createMessageConnection(new BrowserMessageReader(self), new BrowserMessageWriter(self));
    serve(connection, (source) => {
      if ("folder" in source)
        throw new SkimError("bundle-missing", `${source.folder} lies on a disk, which a browser cannot read.`);
      return inMemory(source.name, source.files, source.beside);
    });
    connection.listen(); // takes onmessage: what comes after the wasm is the protocol's
  },
  { once: true },
);
