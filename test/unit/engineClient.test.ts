import { MessageChannel } from "node:worker_threads";
import { createMessageConnection, PortMessageReader, PortMessageWriter } from "vscode-jsonrpc/node";
import { describe, expect, it } from "vitest";
import { EngineClient, type LoadPlan } from "../../src/host/model/engineClient.js";
import type { Engine } from "../../src/protocol/engine.js";
import { readFolder } from "../../src/worker/folder.js";
import { serve } from "../../src/worker/serve.js";

/** The engine on a port of this very thread. */
function startEngine(): Promise<Engine> {
  const { port1, port2 } = new MessageChannel();
  const served = createMessageConnection(new PortMessageReader(port1), new PortMessageWriter(port1));
  serve(served, () => readFolder("test/fixtures/tiny"));
  served.listen();
  const connection = createMessageConnection(new PortMessageReader(port2), new PortMessageWriter(port2));
  const terminate = () => {
    served.dispose();
    port1.close();
  };
  return Promise.resolve({ connection, onExit: () => undefined, terminate });
}

const plan = (key: string): LoadPlan => ({
  key,
  files: key,
  backend: "wasm",
  precision: "fp32",
  threads: 1,
  source: () => Promise.resolve({ folder: "tiny" }),
});

describe("an engine's loads", () => {
  it("tell each who waits how far theirs is, whoever else waits for the same, and nobody of another's", async () => {
    const client = new EngineClient(startEngine, () => undefined);
    const heard: Record<"person" | "measurer" | "next", number[]> = { person: [], measurer: [], next: [] };
    const listen = (who: keyof typeof heard) =>
      client.load(plan(who === "next" ? "b" : "a"), ({ fraction }) => heard[who].push(fraction));
    await Promise.all([listen("person"), listen("measurer")]);
    expect(heard.person.length).toBeGreaterThan(2);
    expect(heard.measurer).toEqual(heard.person);
    const before = structuredClone(heard);
    await listen("next");
    expect(heard).toEqual({ ...before, next: before.person });
    client.terminate();
  });
});
