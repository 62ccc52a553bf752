// WebGPU in the skim view's page, for VS Code on Node; what is broken here is broken for real, in the page. In a browser: webgpu.web.test.ts.
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { knownShare } from "../../../src/run/shownSweep.js";
import type { TranskimmerApi } from "../../../src/extension.js";
import type { Evaluation } from "../../../src/run/evaluation.js";
import type { Run } from "../../../src/run/run.js";
import { eventually, inFrame, needsPage, screenshot } from "./page.js";
import { scratch } from "./place.js";
import { checkRun, command, extension, fresh, onlyRun, openText, record, set, said } from "./session.js";
import { loseDevice } from "./webgpuFaults.js";

const text = "What a strange, generous, badly behaved little picture this is! It forgets its plot twice.";

/** The first run whose backend was chosen by measured times. Measuring begins in a pause after a run, which another run would end. */
async function measured(skim: TranskimmerApi, classify: () => Promise<Run>): Promise<Run> {
  const done = new Promise<void>((resolve) => {
    const listener = skim.onDidMeasure(() => {
      listener.dispose();
      resolve();
    });
  });
  await classify();
  await done;
  return classify();
}

suite("WebGPU in the skim view", function () {
  let skim: TranskimmerApi;
  setup(async function () {
    needsPage(this);
    skim = await fresh();
    skim.stopEngine();
  });
  teardown(async () => {
    skim.stopEngine();
    await fresh();
  });
  const classify = (words = text): Promise<Run> => onlyRun(skim, () => skim.classify(words));
  const openView = async (): Promise<void> => {
    await command("openSkimView");
    await eventually("the view", () => inFrame("document.querySelector('main').childElementCount > 0"));
  };
  const onWasm = async (words = text): Promise<Run> => {
    await set("backend", "wasm");
    return classify(words);
  };
  /** The page says that this is its adapter; the engine's worker sees the real one. */
  const showAdapter = (info: object | null): Promise<unknown> =>
    inFrame(`void (navigator.gpu.requestAdapter = async () => (${JSON.stringify(info && { info })}))`);

  test("asked for, it gives the same run as WASM, and the view says what computed it", async () => {
    const wasm = await onWasm();
    assert.match(wasm.backend, /^WASM/);
    await openView();
    await set("backend", "webgpu");
    const run = await classify();
    checkRun(run);
    assert.match(run.backend, /^WebGPU, ./);
    assert.equal(run.backendWhy, "chosen in the settings");
    assert.deepEqual(run.depth, wasm.depth);
    assert.equal(run.result?.label, wasm.result?.label);
    await eventually("the view says so", async () =>
      inFrame("document.querySelector('details.more')?.textContent.includes('WebGPU')"),
    );
    await screenshot("test-results/webgpu.png");
    await set("precision", "int8");
    const eight = await classify();
    assert.match(eight.backend, /^WASM/);
    assert.match(eight.backendWhy, /8-bit/);
  });

  test("no view: the run is computed on WASM, and one message says so; by a command that opens the view it is WebGPU", async () => {
    await set("backend", "webgpu");
    for (let times = 0; times < 2; times++) {
      const run = await classify();
      assert.match(run.backend, /^WASM/);
      assert.match(run.backendWhy, /skim view, which is closed or hidden/);
    }
    await said("closed or hidden");
    await openText(text);
    const run = await onlyRun(skim, () => command("classifyDocument"));
    checkRun(run);
    assert.match(run.backend, /^WebGPU, ./);
  });

  test("the view closed while the model is loaded: WASM", async () => {
    await openView();
    await set("backend", "webgpu");
    const run = classify();
    await eventually("loading", () => skim.modelStatus().state === "loading");
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    checkRun(await run);
    assert.match((await run).backendWhy, /closed or hidden/);
    await said("closed or hidden");
  });

  const goings: [what: string, why: RegExp, go: () => Thenable<unknown>, back?: () => Thenable<unknown>][] = [
    ["closed", /closed or hidden/, () => vscode.commands.executeCommand("workbench.action.closeAllEditors")],
    [
      "hidden behind another tab",
      /closed or hidden/,
      () => openText("something else"),
      () => command("classifyDocument"), // brings it to the front
    ],
    [
      "loaded anew",
      /loaded anew/,
      () => vscode.commands.executeCommand("workbench.action.webview.reloadWebviewAction"),
      () => openView().then(() => skim.classify(text)),
    ],
  ];
  for (const [what, why, go, back] of goings)
    test(`the view ${what} in the middle of a run: it begins anew on WASM, said once${back ? "; with the view back, WebGPU" : ""}`, async () => {
      const long = text.repeat(20);
      const wasm = await onWasm(long);
      await openView();
      await set("backend", "webgpu");
      const listener = skim.onDidChangeRun((change) => {
        if (change.kind !== "event" || change.event.kind !== "layer") return;
        listener.dispose();
        void go();
      });
      const { runs, events } = await record(skim, () => skim.classify(long));
      listener.dispose();
      assert.equal(runs.length, 1);
      const [run] = runs;
      assert.ok(run);
      checkRun(run);
      assert.match(run.backend, /^WASM/);
      assert.match(run.backendWhy, why);
      assert.deepEqual(run.depth, wasm.depth);
      assert.equal(events.filter(({ event }) => event.kind === "backend").length, 1);
      await said("nothing is lost");
      if (back) assert.match((await onlyRun(skim, back)).backend, /^WebGPU/);
    });

  test("the view closed in the middle of a sweep: the sweep goes on, and lacks nothing", async () => {
    await openView();
    await set("backend", "webgpu");
    await set("threshold", 0.5);
    assert.match((await classify("Good, bad.")).backend, /^WebGPU/);
    await command("sweepThresholds");
    await eventually("a step", () => (skim.lastSweep()?.steps.length ?? 0) > 1);
    assert.equal(skim.lastSweep()?.state, "running");
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await skim.whenIdle();
    const sweep = skim.lastSweep();
    assert.ok(sweep);
    assert.equal(sweep.state, "done", JSON.stringify(sweep.failure));
    assert.equal(knownShare(sweep), 1);
    await said("nothing is lost");
  });

  test("the device lost in the middle of a run: WASM, said once, and the next run too", async () => {
    await openView();
    const before = `{
      const create = URL.createObjectURL;
      URL.createObjectURL = (blob) => create(new Blob([${JSON.stringify(loseDevice(8))}, "\\n", blob]));
      globalThis.mend = () => void (URL.createObjectURL = create);
    }`;
    await inFrame(before);
    await set("backend", "webgpu");
    for (let times = 0; times < 2; times++) {
      if (times === 1) await inFrame("mend()"); // WebGPU would work now, and is not tried
      const run = await classify();
      checkRun(run);
      assert.match(run.backend, /^WASM/);
      assert.match(run.backendWhy, /WebGPU stopped working: .*device was lost/);
    }
    await said("nothing is lost");
  });

  test("the page may start no worker: WASM, and why", async () => {
    await openView();
    await inFrame(`{
      const meta = document.createElement("meta");
      Object.assign(meta, { httpEquiv: "Content-Security-Policy", content: "worker-src 'none'" });
      document.head.append(meta);
    }`);
    await set("backend", "webgpu");
    const run = await classify();
    assert.match(run.backend, /^WASM/);
    assert.match(run.backendWhy, /did not start the engine's worker$/);
    await said("nothing is lost");
  });

  test("the worker's script is not there: WASM, and why; mended and asked for again, WebGPU", async () => {
    const script = vscode.Uri.joinPath(extension().extensionUri, "dist/web/webgpuWorker.js");
    const away = vscode.Uri.joinPath(script, "../away.js");
    await openView();
    await vscode.workspace.fs.rename(script, away);
    try {
      await set("backend", "webgpu");
      const run = await classify();
      assert.match(run.backend, /^WASM/);
      assert.match(run.backendWhy, /webgpuWorker\.js cannot be read/);
      await said("nothing is lost");
    } finally {
      await vscode.workspace.fs.rename(away, script);
    }
    await set("backend", "wasm");
    await set("backend", "webgpu");
    assert.match((await classify()).backend, /^WebGPU/);
  });

  test("a data set with the view beside it is evaluated on WebGPU; the view closed in the middle, WASM has the rest", async () => {
    const lines = Array.from({ length: 24 }, (_, i) => `${i % 2 ? "good" : "bad"} film number ${i},${i % 2}`);
    const file = vscode.Uri.joinPath(scratch(), "reviews.csv");
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(["text,label", ...lines].join("\n")));
    const evaluate = () => vscode.commands.executeCommand("transkimmer.evaluateDataSet", file);
    await set("backend", "wasm");
    await evaluate();
    await skim.evaluations.whenIdle();
    const wasm = structuredClone(skim.evaluations.table);
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await openText(text);
    await openView();
    await vscode.commands.executeCommand("workbench.action.focusFirstEditorGroup");
    await set("backend", "webgpu");
    await evaluate();
    const listener = skim.evaluations.onDidChange(() => {
      if (skim.evaluations.status.rows === 0) return;
      listener.dispose();
      void vscode.commands.executeCommand("workbench.action.closeAllEditors");
    });
    await skim.evaluations.whenIdle();
    const { status, table } = skim.evaluations;
    assert.equal(status.state, "done", JSON.stringify(status));
    assert.match(String(table?.backends.map(({ name }) => name)), /^WebGPU, .+,WASM, 1 thread$/);
    const figures = (found: Evaluation | null) => found && [found.rows, found.labelled, found.at, found.flips];
    assert.equal(table?.rows, 24);
    assert.deepEqual(figures(table), figures(wasm), "no row is lost, and none is there twice");
    await said("nothing is lost");
  });

  test("no adapter: WASM, and one message says so", async () => {
    await openView();
    await showAdapter(null);
    await set("backend", "webgpu");
    for (let times = 0; times < 2; times++) assert.match((await classify()).backendWhy, /no graphics adapter/);
    await said("no graphics adapter");
  });

  test("auto never takes a program for a graphics adapter; a real one it measures, and then says what it measured", async () => {
    await openView();
    await showAdapter({ vendor: "google", architecture: "swiftshader", device: "", description: "" });
    await set("backend", "wasm");
    await set("backend", "auto");
    assert.match((await classify()).backendWhy, /program \(google swiftshader\)/);
    await showAdapter({ vendor: "test", architecture: String(Date.now()), device: "", description: "" });
    await set("backend", "wasm");
    await set("backend", "auto");
    const first = await classify();
    assert.match(first.backend, /^WASM/);
    assert.match(first.backendWhy, /not yet measured/);
    const last = await measured(skim, classify);
    const [, wasm, webgpu] = /measured (\d+) ms on WASM, (\d+) ms on WebGPU$/.exec(last.backendWhy) ?? [];
    assert.match(last.backend, Number(webgpu) < Number(wasm) ? /^WebGPU/ : /^WASM/);
  });
});
