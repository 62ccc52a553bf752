import { MessageChannel } from "node:worker_threads";
import { createMessageConnection, PortMessageReader, PortMessageWriter } from "vscode-jsonrpc/node";
import type { BundleFiles } from "../../src/engine/bundle/bundleFiles.js";
import type { BundleSource, Engine } from "../../src/protocol/engine.js";
import { serve } from "../../src/worker/serve.js";

/** The engine on a port of this very thread, where its files can be made to fail, and its port: `posts` gives what it is told to post. */
export function startEngineHere(
  files: (source: BundleSource) => BundleFiles,
  posts = (message: object): object => message,
): Engine {
  const { port1, port2 } = new MessageChannel();
  const post = port1.postMessage.bind(port1);
  port1.postMessage = (message: object) => post(posts(message));
  const served = createMessageConnection(new PortMessageReader(port1), new PortMessageWriter(port1));
  serve(served, files);
  served.listen();
  const connection = createMessageConnection(new PortMessageReader(port2), new PortMessageWriter(port2));
  let exit: (reason: Error | null) => void = () => undefined;
  const terminate = () => {
    served.dispose();
    port1.close();
    exit(null);
  };
  return { connection, onExit: (listener) => (exit = listener), terminate };
}
