/** The engine's worker on Node (worker_threads): reads bundle folders from the disk and serves the engine's protocol on its port. */
import { parentPort } from "node:worker_threads";
import { createMessageConnection, PortMessageReader, PortMessageWriter } from "vscode-jsonrpc/node";
import { readFolder } from "./folder.js";
import { inMemory } from "./inMemory.js";
import { serve } from "./serve.js";

if (!parentPort) throw new Error("worker.mjs is the engine's worker: start it with new Worker(…)");
const connection = createMessageConnection(new PortMessageReader(parentPort), new PortMessageWriter(parentPort));
serve(connection, (source) =>
  "folder" in source ? readFolder(source.folder) : inMemory(source.name, source.files, source.beside),
);
connection.listen();
