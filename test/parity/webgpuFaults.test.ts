// What can go wrong with WebGPU, for real: the engine must answer, with a SkimError, so that its host can go on with WASM (test/vscode/suite/webgpu.web.test.ts).
import { beforeAll, describe, expect, it } from "vitest";
import type { SkimError } from "../../src/protocol/errors.js";
import { EnginePage, type EnginePageOptions } from "../browser/enginePage.js";
import { sharedPage } from "../browser/shared.js";
import type { StartOptions } from "../browser/page.js";

const folder = "test/fixtures/tiny";

/** The GPU's memory is at its end after so many buffers. */
const noMemory = (buffers: number) => `{
  let left = ${buffers};
  const create = GPUDevice.prototype.createBuffer;
  GPUDevice.prototype.createBuffer = function (options) {
    return create.call(this, --left < 0 ? { ...options, size: 2 ** 50 } : options);
  };
}`;
/** One buffer, so many after the first computation began, finds no memory; all later ones do. */
const onceNoMemory = (buffers: number) => `{
  let left = Infinity;
  const dispatch = GPUComputePassEncoder.prototype.dispatchWorkgroups;
  GPUComputePassEncoder.prototype.dispatchWorkgroups = function (...args) {
    if (left === Infinity) left = ${buffers};
    return dispatch.apply(this, args);
  };
  const create = GPUDevice.prototype.createBuffer;
  GPUDevice.prototype.createBuffer = function (options) {
    return create.call(this, --left === 0 ? { ...options, size: 2 ** 50 } : options);
  };
}`;
const badShader = `{
  const create = GPUDevice.prototype.createShaderModule;
  GPUDevice.prototype.createShaderModule = function (options) {
    return create.call(this, { ...options, code: options.code + "\\nno shader" });
  };
}`;

describe("WebGPU that fails", () => {
  let page: EnginePage;
  beforeAll(async () => {
    page = await sharedPage();
  });

  /** What the engine answers. */
  async function failure(options: Omit<StartOptions, "backend">, on = page): Promise<string> {
    const worker = await on.start({ backend: "webgpu", ...options });
    try {
      return await worker.evaluate(async (w, f) => {
        try {
          await w.load(f, "fp32");
          await w.skim({ text: "Good, bad, good.", control: [0.5] });
          return "it did not fail";
        } catch (error) {
          const { message, code } = error as SkimError;
          return `${code}: ${message}`;
        }
      }, folder);
    } finally {
      await worker.evaluate((w) => w.end());
    }
  }

  it.each([
    ["a shader that does not compile", { before: badShader }, /^webgpu: /],
    ["no memory for the weights", { before: noMemory(3) }, /^webgpu: /],
    ["no memory for one buffer in the middle of a run", { before: onceNoMemory(9) }, /^webgpu: /],
    ["wasm that is cut off", { wasmBytes: 1_000_000 }, /^webgpu: /],
  ] as [string, Omit<StartOptions, "backend">, RegExp][])("answers: %s", async (_, options, expected) => {
    expect(await failure(options)).toMatch(expected);
  });

  it.each([
    ["without an adapter", { webgpu: false }, /^webgpu: /],
    ["where the page may start no worker", { policy: "worker-src 'none'" }, /^engine-lost: The engine stopped/],
  ] as [string, EnginePageOptions, RegExp][])("answers %s", async (_, options, expected) => {
    const other = await EnginePage.open(options);
    try {
      expect(await failure({}, other)).toMatch(expected);
    } finally {
      await other.close();
    }
  });

  it("says that 8 bits are not for it", async () => {
    const worker = await page.start({ backend: "webgpu" });
    const said = await worker.evaluate((w, f) => w.load(f, "int8").then(String, String), folder);
    await worker.evaluate((w) => w.end());
    expect(said).toMatch(/fp32 only/);
  });
});
