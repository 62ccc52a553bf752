import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { EngineRunner, otherModel } from "../../src/dataset/run/runner.js";
import { Session } from "../../src/engine/runtime/session.js";
import type { BundleFiles } from "../../src/engine/bundle/bundleFiles.js";
import { LoadRequest, type Engine } from "../../src/protocol/engine.js";
import { SkimError } from "../../src/protocol/errors.js";
import { stampOf } from "../../src/terminal/stamp.js";
import { EngineClient } from "../../src/worker/engineClient.js";
import { readFolder } from "../../src/worker/folder.js";
import { startEngineHere } from "./portEngine.js";

const ask = { thresholds: [0, 0.5], exact: null };
const texts = { text: "Good, bad, and a long way to go." };
let model: string; // a folder of its own, for a test puts another model there

/** Makes the memory of these bytes another's: whoever reads them finds none there. */
function takeAway(bytes: Uint8Array): void {
  structuredClone(bytes.buffer, { transfer: [bytes.buffer as ArrayBuffer] });
}

async function failure(work: Promise<unknown>): Promise<SkimError> {
  const error: unknown = await work.then(() => "it did not fail").catch((e: unknown) => e);
  if (SkimError.is(error)) return error;
  throw error;
}

/** Of models/train/pairs.py: PyTorch's numbers. */
interface Pair {
  text: string;
  pair: string;
  ids: number[];
  logits: number[];
}

const noMemory = new SkimError("engine", "ONNX Runtime found no memory.");

describe("an evaluation's engine", () => {
  let engines: Engine[];
  let files: () => BundleFiles;
  let afterLoad: () => Promise<unknown>;
  let runner: EngineRunner;
  beforeEach(async () => {
    model = mkdtempSync(join(tmpdir(), "skim-runner-"));
    cpSync("test/fixtures/tiny", model, { recursive: true });
    const stamp = await stampOf(model);
    files = () => readFolder(model);
    afterLoad = () => Promise.resolve();
    const confirm = async () => {
      await afterLoad();
      if ((await stampOf(model)) !== stamp) throw otherModel("tiny");
    };
    engines = [];
    const start = () => {
      const engine = startEngineHere(() => files());
      engines.push(engine);
      return Promise.resolve(engine);
    };
    const source = () => Promise.resolve({ folder: model });
    const plan = { key: "tiny", backend: "wasm", precision: "fp32", threads: 1, source } as const;
    runner = new EngineRunner(new EngineClient(start), plan, confirm);
  });
  afterEach(() => {
    runner.dispose();
    vi.restoreAllMocks();
    rmSync(model, { recursive: true });
  });

  it("runs a pair as one text with the other, at each of its runs too", async () => {
    const cases = JSON.parse(readFileSync("test/fixtures/parity/pairs.json", "utf8")) as Pair[];
    for (const { text, pair, ids, logits } of cases.slice(0, 3)) {
      const { tokens, at, exact } = await runner.run({ text, pair }, { thresholds: [0], exact: 50 });
      expect(tokens).toBe(ids.length);
      expect(at[0]?.label).toBe(logits.indexOf(Math.max(...logits)));
      expect(exact?.hi.length).toBeGreaterThan(1);
    }
  });

  it("that died is started anew, and gives what it gave", async () => {
    const outcome = await runner.run(texts, ask);
    engines[0]?.terminate();
    expect(await runner.run(texts, ask)).toEqual(outcome);
    expect(engines).toHaveLength(2);
  });

  it("that died ends the evaluation where another model lies in its folder by then", async () => {
    await runner.run(texts, ask);
    cpSync("test/fixtures/tiny-f16", model, { recursive: true });
    engines[0]?.terminate();
    const { code, message } = await failure(runner.run(texts, ask));
    expect([code, message]).toEqual([
      "bundle-weights",
      expect.stringMatching(/^The files of the model tiny were changed while the data set was evaluated/),
    ]);
  });

  it("that died ends the evaluation where the runtime cannot load its model again", async () => {
    await runner.run(texts, ask);
    files = () => {
      throw noMemory;
    };
    engines[0]?.terminate();
    expect(await failure(runner.run(texts, ask))).toMatchObject({ code: "engine-lost", message: noMemory.message });
    expect(engines, "started anew twice").toHaveLength(3);
  });

  it("that cannot load a late layer is started anew, and runs the text", async () => {
    const read: Uint8Array[] = [];
    files = () => {
      const folder = readFolder(model);
      const reads = async (...part: Parameters<BundleFiles["read"]>) => {
        const bytes = await folder.read(...part);
        if (engines.length === 1) read.push(bytes);
        return bytes;
      };
      return { ...folder, read: reads };
    };
    await runner.load();
    read.forEach(takeAway);
    expect((await runner.run(texts, ask)).at).toHaveLength(2);
    expect(engines).toHaveLength(2);
  });

  it("that refuses every text, started anew or not, ends the evaluation", async () => {
    const source = { folder: model };
    afterLoad = async () => {
      files = () => readFolder(join(model, "nowhere"));
      const params = { source, precision: "fp32", threads: 1, events: "other" } as const;
      await engines
        .at(-1)
        ?.connection.sendRequest(LoadRequest, params)
        .catch(() => undefined);
      files = () => readFolder(model);
    };
    const { code, message } = await failure(runner.run(texts, ask));
    expect([code, message]).toEqual(["engine-lost", "No model is loaded: choose one first."]);
    expect(engines).toHaveLength(2);
  });

  it("that refuses one text alone says so, and runs the next", async () => {
    // No bundle makes the runtime refuse one text alone, in every engine.
    const run = Reflect.get(Session.prototype, "run");
    vi.spyOn(Session.prototype, "run").mockImplementation(function (this: Session, inputs) {
      const { h } = inputs;
      return h && "rows" in h && h.rows > 6 ? Promise.reject(noMemory) : run.call(this, inputs);
    });
    expect(await failure(runner.run(texts, ask))).toMatchObject({ code: "engine", message: noMemory.message });
    expect((await runner.run({ text: "Good." }, ask)).tokens).toBeLessThan(6);
    expect(engines).toHaveLength(2);
  });
});
