import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MessageChannel } from "node:worker_threads";
import { createMessageConnection, PortMessageReader, PortMessageWriter } from "vscode-jsonrpc/node";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { EngineRunner, otherModel } from "../../src/dataset/runner.js";
import { Session } from "../../src/engine/session.js";
import type { Engine } from "../../src/protocol/engine.js";
import { SkimError } from "../../src/protocol/errors.js";
import { stampOf } from "../../src/terminal/stamp.js";
import { readFolder } from "../../src/worker/folder.js";
import { serve } from "../../src/worker/serve.js";

const ask = { thresholds: [0, 0.5], exact: null };
const text = "Good, bad, and a long way to go.";
let model: string; // a folder of its own, for a test puts another model there

/** The engine on a port of this very thread, where its runtime can be made to fail. */
function startEngine(): Engine {
  const { port1, port2 } = new MessageChannel();
  const served = createMessageConnection(new PortMessageReader(port1), new PortMessageWriter(port1));
  serve(served, () => readFolder(model));
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

async function failure(work: Promise<unknown>): Promise<SkimError> {
  const error: unknown = await work.then(() => "it did not fail").catch((e: unknown) => e);
  if (SkimError.is(error)) return error;
  throw error;
}

const noMemory = new SkimError("engine", "ONNX Runtime found no memory.");

describe("an evaluation's engine", () => {
  let engines: Engine[];
  let runner: EngineRunner;
  beforeEach(async () => {
    model = mkdtempSync(join(tmpdir(), "skim-runner-"));
    cpSync("test/fixtures/tiny", model, { recursive: true });
    const stamp = await stampOf(model);
    const confirm = async () => {
      if ((await stampOf(model)) !== stamp) throw otherModel("tiny");
    };
    engines = [];
    const start = () => {
      const engine = startEngine();
      engines.push(engine);
      return Promise.resolve(engine);
    };
    runner = new EngineRunner(start, { source: { folder: model }, precision: "fp32", threads: 1 }, confirm);
  });
  afterEach(() => {
    runner.dispose();
    vi.restoreAllMocks();
    rmSync(model, { recursive: true });
  });

  it("that died is started anew, and gives what it gave", async () => {
    const outcome = await runner.run(text, ask);
    engines[0]?.terminate();
    expect(await runner.run(text, ask)).toEqual(outcome);
    expect(engines).toHaveLength(2);
  });

  it("that died ends the evaluation where another model lies in its folder by then", async () => {
    await runner.run(text, ask);
    cpSync("test/fixtures/tiny-f16", model, { recursive: true });
    engines[0]?.terminate();
    const { code, message } = await failure(runner.run(text, ask));
    expect([code, message]).toEqual([
      "bundle-weights",
      expect.stringMatching(/^The files of the model tiny were changed while the data set was evaluated/),
    ]);
  });

  it("that died ends the evaluation where the runtime cannot load its model again", async () => {
    await runner.run(text, ask);
    vi.spyOn(Session, "create").mockRejectedValue(noMemory);
    engines[0]?.terminate();
    expect(await failure(runner.run(text, ask))).toMatchObject({ code: "engine-lost", message: noMemory.message });
  });

  it("that cannot load a late layer is started anew, and runs the text", async () => {
    const create = Session.create.bind(Session);
    await runner.load();
    vi.spyOn(Session, "create").mockImplementation((...args) =>
      engines.length > 1 ? create(...args) : Promise.reject(noMemory),
    );
    expect((await runner.run(text, ask)).at).toHaveLength(2);
    expect(engines).toHaveLength(2);
  });

  it("that refuses every text, started anew or not, ends the evaluation", async () => {
    await runner.load();
    vi.spyOn(Session.prototype, "run").mockRejectedValue(noMemory);
    expect(await failure(runner.run(text, ask))).toMatchObject({ code: "engine-lost", message: noMemory.message });
    expect(engines).toHaveLength(2);
  });

  it("that refuses one text alone says so, and runs the next", async () => {
    const run = Reflect.get(Session.prototype, "run");
    vi.spyOn(Session.prototype, "run").mockImplementation(function (this: Session, inputs) {
      const { h } = inputs;
      return h && "rows" in h && h.rows > 6 ? Promise.reject(noMemory) : run.call(this, inputs);
    });
    expect(await failure(runner.run(text, ask))).toMatchObject({ code: "engine", message: noMemory.message });
    expect((await runner.run("Good.", ask)).tokens).toBeLessThan(6);
    expect(engines).toHaveLength(2);
  });
});
