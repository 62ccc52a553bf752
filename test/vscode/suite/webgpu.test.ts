// WebGPU in VS Code's browser version, on whatever adapter the browser has; what is broken here is broken for real, from outside.
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import type { TranskimmerApi } from "../../../src/extension.js";
import type { AdapterInfo } from "../../../src/protocol/adapter.js";
import type { Run } from "../../../src/protocol/run.js";
import { eventually } from "./page.js";
import { checkRun, command, extension, fresh, onlyRun, record, set } from "./session.js";
import { loseDevice, said } from "./webgpuFaults.js";

const text = "What a strange, generous, badly behaved little picture this is! It forgets its plot twice.";
/** A model that a program for a graphics adapter computes in a moment. */
const tiny = (): string => vscode.Uri.joinPath(extension().extensionUri, "test/fixtures/tiny").toString();
const original = {
  requestAdapter: navigator.gpu.requestAdapter.bind(navigator.gpu),
  createObjectURL: URL.createObjectURL.bind(URL),
};

/** The extension sees this adapter, or none; its engine's worker sees the real one. */
function showAdapter(info: AdapterInfo | null): void {
  const shown = info && ({ info } as unknown as GPUAdapter);
  navigator.gpu.requestAdapter = () => Promise.resolve(shown);
}

/** Every worker that is started from now on runs this script first. */
function before(script: string): void {
  URL.createObjectURL = (blob: Blob) => original.createObjectURL(new Blob([script, "\n", blob]));
}

suite("WebGPU", function () {
  this.timeout(180_000); // where a program stands in for the GPU, its shaders take seconds to compile
  let skim: TranskimmerApi;
  setup(async () => {
    skim = await fresh();
    skim.stopEngine();
    await set("model", tiny());
  });
  teardown(async () => {
    navigator.gpu.requestAdapter = original.requestAdapter;
    URL.createObjectURL = original.createObjectURL;
    skim.stopEngine();
    await fresh();
  });
  const classify = (words = text): Promise<Run> => onlyRun(skim, () => skim.classify(words));
  const onWasm = async (): Promise<Run> => {
    await set("backend", "wasm");
    return classify();
  };

  test("auto never takes a program for a graphics adapter, and says so", async () => {
    showAdapter({ vendor: "google", architecture: "swiftshader", device: "", description: "" });
    await set("backend", "wasm");
    await set("backend", "auto");
    const run = await classify();
    assert.match(run.backend, /^WASM/);
    assert.match(run.backendWhy, /program \(google swiftshader\)/);
  });

  test("asked for, it gives the same run as WASM, and the run says what computed it", async () => {
    const wasm = await onWasm();
    assert.match(wasm.backend, /^WASM/);
    await set("backend", "webgpu");
    const run = await classify();
    checkRun(run);
    assert.match(run.backend, /^WebGPU, ./);
    assert.equal(run.backendWhy, "chosen in the settings");
    assert.deepEqual(run.depth, wasm.depth);
    assert.equal(run.result?.label, wasm.result?.label);
    await set("precision", "int8");
    const eight = await classify();
    assert.match(eight.backend, /^WASM/);
    assert.match(eight.backendWhy, /8-bit/);
  });

  test("no adapter: the run is computed on WASM, and one message says so", async () => {
    showAdapter(null);
    await set("backend", "webgpu");
    for (let times = 0; times < 2; times++) {
      const run = await classify();
      assert.match(run.backend, /^WASM/);
      assert.match(run.backendWhy, /no graphics adapter/);
    }
    await said("no graphics adapter");
  });

  test("the device lost in the middle of a run: the run begins anew on WASM, said once, and the next run works", async () => {
    const wasm = await onWasm();
    before(loseDevice(8));
    await set("backend", "webgpu");
    const { runs, events } = await record(skim, () => skim.classify(text));
    assert.equal(runs.length, 1);
    const [run] = runs;
    assert.ok(run);
    checkRun(run);
    assert.match(run.backend, /^WASM/);
    assert.match(run.backendWhy, /WebGPU stopped working: .*device was lost/);
    assert.deepEqual(run.depth, wasm.depth);
    assert.equal(events.filter(({ event }) => event.kind === "backend").length, 1);
    assert.equal(events.filter(({ event }) => event.kind === "tokens").length, 2, "it was under way");
    const next = await classify();
    assert.match(next.backend, /^WASM/);
    await said("nothing is lost");
  });

  test("lost before the first run: the model is loaded on WASM", async () => {
    before("GPUAdapter.prototype.requestDevice = () => Promise.reject(new Error('no device today'));");
    await set("backend", "webgpu");
    const run = await classify();
    assert.match(run.backend, /^WASM/);
    assert.match(run.backendWhy, /WebGPU stopped working/);
    await said("nothing is lost");
  });

  test("lost in the middle of a sweep: the sweep goes on, and lacks nothing", async () => {
    await set("backend", "webgpu");
    await set("threshold", 0.5);
    const run = await classify("Good, bad.");
    assert.match(run.backend, /^WebGPU/);
    skim.stopEngine();
    before(loseDevice(40));
    await command("sweepThresholds");
    await skim.whenIdle();
    const sweep = skim.lastSweep();
    assert.ok(sweep);
    assert.equal(sweep.state, "done", JSON.stringify(sweep.failure));
    assert.equal(sweep.covered, 1);
    await said("nothing is lost");
  });

  test("auto measures both in a pause, and then says what it measured", async () => {
    showAdapter({ vendor: "test", architecture: String(Date.now()), device: "", description: "" });
    await set("backend", "wasm");
    await set("backend", "auto");
    const first = await classify();
    assert.match(first.backend, /^WASM/);
    assert.match(first.backendWhy, /not yet measured/);
    let last = first;
    let pause = 5000;
    await eventually(
      "a measured choice",
      async () => {
        await new Promise((resolve) => setTimeout(resolve, (pause *= 2))); // a run stops what measures
        last = await classify();
        return !last.backendWhy.includes("not yet");
      },
      150_000,
    );
    assert.match(last.backendWhy, /^for about \d+ tokens it measured \d+ ms on WASM, \d+ ms on WebGPU$/);
    const [, wasm, webgpu] = /measured (\d+) ms on WASM, (\d+)/.exec(last.backendWhy) ?? [];
    assert.match(last.backend, Number(webgpu) < Number(wasm) ? /^WebGPU/ : /^WASM/);
  });
});
