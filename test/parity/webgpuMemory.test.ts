import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EnginePage, WorkerHandle } from "../browser/enginePage.js";
import { sharedPage } from "../browser/shared.js";

/** Tells how many buffers of the GPU live, when asked: nobody else frees what the engine forgets to. */
const countBuffers = `{
  let live = 0;
  const create = GPUDevice.prototype.createBuffer;
  GPUDevice.prototype.createBuffer = function (options) { live++; return create.call(this, options); };
  const destroy = GPUBuffer.prototype.destroy;
  GPUBuffer.prototype.destroy = function () { live--; return destroy.call(this); };
  const channel = new BroadcastChannel("buffers");
  channel.onmessage = () => channel.postMessage(live);
}`;

describe("what WebGPU holds", () => {
  let page: EnginePage;
  let worker: WorkerHandle;
  beforeAll(async () => {
    page = await sharedPage();
    worker = await page.start({ backend: "webgpu", before: countBuffers });
    await worker.evaluate((w) => w.load("test/fixtures/tiny", "fp32"));
  });
  afterAll(() => worker.evaluate((w) => w.end()));

  const live = (): Promise<number> =>
    page.page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const channel = new BroadcastChannel("buffers");
          channel.onmessage = ({ data }) => {
            channel.close();
            resolve(data as number);
          };
          channel.postMessage("?");
        }),
    );
  const text = "Good, bad, good, bad, and a long way to go.";

  it.each([
    ["skims", () => worker.evaluate((w, t) => w.skim({ text: t, control: [0.5] }), text)],
    ["skims that take over", () => worker.evaluate((w, t) => w.skim({ text: t, control: [0.5], reuse: true }), text)],
    [
      "cancelled skims",
      async () => {
        const run = await worker.evaluate((w, t) => w.skim({ text: t, control: [0.5] }, true), text);
        expect(run.result).toBeNull(); // it was cancelled in time
      },
    ],
    ["sweeps", () => worker.evaluate((w, t) => w.sweep({ text: t, from: 0, to: 1, runs: 6 }), text)],
  ] as [string, () => Promise<unknown>][])("does not grow with the number of %s", async (_, run) => {
    for (let i = 0; i < 3; i++) await run(); // the runtime keeps buffers to use them again
    const before = await live();
    const runs = 6;
    for (let i = 0; i < runs; i++) await run();
    // One that is read back is freed when the GPU is through with it, which may be after the count: a leak is one a run.
    expect(await live()).toBeLessThan(before + runs);
  });
});
