// WebGPU in the skim view's page, for VS Code on Node; what is broken here is broken for real, in the page. In a browser: webgpu.test.ts.
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import type { TranskimmerApi } from "../../../src/extension.js";
import type { Run } from "../../../src/protocol/run.js";
import { eventually, inFrame, inPage, needsPage, screenshot } from "./page.js";
import { checkRun, command, extension, fresh, onlyRun, record, set } from "./session.js";

const text = "What a strange, generous, badly behaved little picture this is! It forgets its plot twice.";
/** A model that a program for a graphics adapter computes in a moment. */
const tiny = (): string => vscode.Uri.joinPath(extension().extensionUri, "test/fixtures/tiny").fsPath;

/** What VS Code said with these words: a window under test shows no message by itself, their list has them. */
async function messagesWith(words: string): Promise<number> {
  await vscode.commands.executeCommand("notifications.showList");
  const all = "[...document.querySelectorAll('.notification-list-item-message')].map((e) => e.textContent)";
  return ((await inPage(all)) as string[]).filter((message) => message.includes(words)).length;
}

suite("WebGPU in the skim view", function () {
  this.timeout(180_000); // where a program stands in for the GPU, its shaders take seconds to compile
  let skim: TranskimmerApi;
  setup(async function () {
    needsPage(this);
    skim = await fresh();
    skim.stopEngine();
    await set("model", tiny());
  });
  teardown(async () => {
    skim.stopEngine();
    await fresh();
  });
  const classify = (words = text): Promise<Run> => onlyRun(skim, () => skim.classify(words));
  const openView = async (): Promise<void> => {
    await command("openSkimView");
    await eventually("the view", () => inFrame("document.querySelector('main').childElementCount > 0"), 20_000);
  };
  const onWasm = async (): Promise<Run> => {
    await set("backend", "wasm");
    return classify();
  };

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
      ((await inFrame("document.body.innerText")) as string).includes("WebGPU"),
    );
    await screenshot("test-results/webgpu.png");
  });

  test("no view: the run is computed on WASM, and one message says so; with the view it is WebGPU", async () => {
    await set("backend", "webgpu");
    for (let times = 0; times < 2; times++) {
      const run = await classify();
      assert.match(run.backend, /^WASM/);
      assert.match(run.backendWhy, /skim view, which is closed or hidden/);
    }
    await eventually("one message", async () => (await messagesWith("closed or hidden")) === 1);
    await openView();
    assert.match((await classify()).backend, /^WebGPU/);
  });

  test("the view closed in the middle of a run: it begins anew on WASM, said once; the view open again, WebGPU", async () => {
    const long = text.repeat(40);
    await set("backend", "wasm");
    const wasm = await classify(long);
    await openView();
    await set("backend", "webgpu");
    const listener = skim.onDidChangeRun((change) => {
      if (change.kind !== "event" || change.event.kind !== "layer") return;
      listener.dispose();
      void vscode.commands.executeCommand("workbench.action.closeAllEditors");
    });
    const { runs, events } = await record(skim, () => skim.classify(long));
    listener.dispose();
    assert.equal(runs.length, 1);
    const [run] = runs;
    assert.ok(run);
    checkRun(run);
    assert.match(run.backend, /^WASM/);
    assert.match(run.backendWhy, /closed or hidden/);
    assert.deepEqual(run.depth, wasm.depth);
    assert.equal(events.filter(({ event }) => event.kind === "backend").length, 1);
    await eventually("one message", async () => (await messagesWith("nothing is lost")) === 1);
    await openView();
    assert.match((await classify()).backend, /^WebGPU/);
  });
});
