// WebGPU in VS Code's browser version, on whatever adapter the browser has; what is broken here is broken for real, from outside. What the
// host does then is the same everywhere, and webgpuPage.gpu.test.ts says more of it.
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import type { TranskimmerApi } from "../../../src/extension.js";
import type { AdapterInfo } from "../../../src/run/adapter.js";
import type { Evaluation } from "../../../src/run/evaluation.js";
import type { Run } from "../../../src/run/run.js";
import { eventually, inFrame } from "./page.js";
import { scratch } from "./place.js";
import { checkRun, fresh, onlyRun, record, set, said } from "./session.js";
import { loseDevice } from "./webgpuFaults.js";

const text = "What a strange, generous, badly behaved little picture this is! It forgets its plot twice.";
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
  let skim: TranskimmerApi;
  setup(async () => {
    skim = await fresh();
    skim.stopEngine();
    await set("evaluation.thresholds", [0.5]);
  });
  teardown(async () => {
    navigator.gpu.requestAdapter = original.requestAdapter;
    URL.createObjectURL = original.createObjectURL;
    skim.stopEngine();
    skim.evaluations.cancel();
    await skim.evaluations.whenIdle();
    await set("evaluation.thresholds", undefined);
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

  /** Evaluates the rows in the file, and gives what came of it. */
  async function evaluate(rows: vscode.Uri): Promise<Evaluation> {
    await vscode.commands.executeCommand("transkimmer.evaluateDataSet", rows);
    return evaluated();
  }
  async function evaluated(): Promise<Evaluation> {
    await skim.evaluations.whenIdle();
    const { status, table } = skim.evaluations;
    assert.equal(status.state, "done", JSON.stringify(status));
    assert.ok(table);
    return structuredClone(table);
  }
  async function reviews(count: number): Promise<vscode.Uri> {
    const lines = Array.from({ length: count }, (_, i) => `${i % 2 ? "good" : "bad"} film number ${i},${i % 2}`);
    const file = vscode.Uri.joinPath(scratch(), "reviews.csv");
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(["text,label", ...lines].join("\n")));
    return file;
  }
  const names = ({ backends }: Evaluation): string[] => backends.map(({ name }) => name);
  const figures = ({ rows, labelled, at, flips, malformed }: Evaluation) => ({ rows, labelled, at, flips, malformed });

  test("a data set: asked for, it gives the table that WASM gives, and the table says what computed it", async () => {
    const file = await reviews(8);
    await set("backend", "wasm");
    const wasm = await evaluate(file);
    assert.match(String(names(wasm)), /^WASM, 1 thread$/);
    await set("backend", "webgpu");
    const table = await evaluate(file);
    assert.match(String(names(table)), /^WebGPU, ./);
    assert.deepEqual(figures(table), figures(wasm));
    await eventually("the page's words", () =>
      inFrame(
        "/ Computed in fp32, WebGPU, .+ \\(chosen in the settings\\)\\.$/.test(document.querySelector('.summary + .hint')?.textContent)",
      ),
    );
  });

  test("a data set: lost before the first row, or no adapter, it is computed on WASM", async () => {
    const file = await reviews(4);
    before("GPUAdapter.prototype.requestDevice = () => Promise.reject(new Error('no device today'));");
    await set("backend", "webgpu");
    assert.match(String(names(await evaluate(file))), /^WASM, 1 thread$/);
    await said("nothing is lost");
    showAdapter(null);
    await set("backend", "auto");
    await set("backend", "webgpu");
    assert.match(String(names(await evaluate(file))), /^WASM, 1 thread$/);
    await said("no graphics adapter");
  });
});
