import { describe, expect, it } from "vitest";
import { adapterName, isSoftware } from "../../src/run/adapter.js";
import { SkimError } from "../../src/protocol/errors.js";
import { parseViewMessage } from "../../src/protocol/viewSchema.js";
import { chooseBackend, type BackendFacts, type Measured } from "../../src/run/backend.js";

const gpu = { vendor: "nvidia", architecture: "ampere", device: "", description: "", isFallbackAdapter: false };
const program = { ...gpu, vendor: "google", architecture: "swiftshader" };
/** WASM is faster for short texts, WebGPU for long ones; they meet at 80 tokens. */
const measured: Measured = { wasm: [10, 100], webgpu: [20, 50] };
const facts = (over: Partial<BackendFacts> = {}): BackendFacts => ({
  wanted: "auto",
  precision: "auto",
  adapter: gpu,
  failed: null,
  away: null,
  measured,
  ...over,
});
const short = 4;
const long = 444;

describe("the backend of a run", () => {
  it("is by default the one that measured faster for a text of that length", () => {
    expect(chooseBackend(facts(), short)).toMatchObject({ backend: "wasm", precision: "auto" });
    expect(chooseBackend(facts(), long)).toMatchObject({ backend: "webgpu", precision: "fp32" });
    expect(chooseBackend(facts(), long).why).toBe(
      "for about 446 tokens it measured 176 ms on WASM, 75 ms on WebGPU", // 10 + 90 × 414/224, 20 + 30 × 414/224
    );
    const at = Array.from({ length: 600 }, (_, i) => chooseBackend(facts(), i).backend);
    expect(at.indexOf("webgpu")).toBe(at.lastIndexOf("wasm") + 1); // one length at which it changes
  });

  it.each([
    ["nobody measured them yet", { measured: null }, /not yet measured/],
    ["the only adapter is a program", { adapter: program }, /program \(google swiftshader\)/],
    ["the only adapter is a fallback", { adapter: { ...gpu, isFallbackAdapter: true } }, /program/],
  ] as [string, Partial<BackendFacts>, RegExp][])(
    "auto is WASM where %s, and webgpu is what was asked for",
    (_, over, why) => {
      const choice = chooseBackend(facts(over), long);
      expect(choice).toMatchObject({ backend: "wasm", precision: "auto" });
      expect(choice.why).toMatch(why);
      expect(chooseBackend(facts({ ...over, wanted: "webgpu" }), short)).toEqual({
        backend: "webgpu",
        precision: "fp32",
        why: "chosen in the settings",
      });
    },
  );

  it.each([
    ["no adapter is known yet", { adapter: undefined }, /looking for/],
    ["its page is not there", { away: "the view is closed" }, /^the view is closed$/],
    ["there is no adapter", { adapter: null }, /no graphics adapter/],
    ["int8 is asked for", { precision: "int8" }, /8-bit/],
    ["it failed before", { failed: "WebGPU stopped working: lost" }, /lost/],
  ] as [string, Partial<BackendFacts>, RegExp][])("is WASM whatever is wanted, where %s", (_, over, why) => {
    for (const wanted of ["auto", "webgpu"] as const) {
      const choice = chooseBackend(facts({ ...over, wanted }), long);
      expect(choice.backend).toBe("wasm");
      expect(choice.why).toMatch(why);
    }
  });

  it("lacks its page only where the page would be used", () => {
    const away = "the view is closed";
    expect(chooseBackend(facts({ away }), short).why).toMatch(/^for about/);
    expect(chooseBackend(facts({ away, measured: null }), long).why).toMatch(/not yet measured/);
    expect(chooseBackend(facts({ away, adapter: program }), long).why).toMatch(/program/);
    expect(chooseBackend(facts({ away, adapter: null, wanted: "webgpu" }), long).why).toMatch(/no graphics adapter/);
  });

  it("is WASM where the settings say so", () => {
    expect(chooseBackend(facts({ wanted: "wasm" }), long)).toMatchObject({
      backend: "wasm",
      why: "chosen in the settings",
    });
  });
});

describe("an adapter", () => {
  const named = (part: Partial<typeof gpu>) => ({ ...gpu, vendor: "", architecture: "", ...part });

  it("has a name whatever the browser leaves empty", () => {
    expect(adapterName(gpu)).toBe("nvidia ampere");
    expect(adapterName(named({ description: "Apple M2" }))).toBe("Apple M2");
    expect(adapterName(named({}))).toBe("unnamed adapter");
  });

  it("is known as a program by any of its names", () => {
    for (const description of ["SwiftShader Device (Subzero)", "llvmpipe (LLVM 15)", "Microsoft Basic Render Driver"])
      expect(isSoftware(named({ description }))).toBe(true);
    expect(isSoftware(gpu)).toBe(false);
    expect(isSoftware(named({}))).toBe(false);
  });
});

describe("what the skim view's page reports of WebGPU", () => {
  const report = (of: unknown) => parseViewMessage({ type: "gpu", report: of });

  it("is read, and an engine's message stays as it was", () => {
    const message = { jsonrpc: "2.0", method: "$/progress", params: [{ score: new Float32Array([NaN, 0.5]) }] };
    expect(report({ what: "relay", engine: 1, message })).toEqual({
      type: "gpu",
      report: { what: "relay", engine: 1, message },
    });
    expect(report({ what: "adapter", adapter: null })).toMatchObject({ report: { adapter: null } });
    expect(report({ what: "adapter", adapter: gpu })).toMatchObject({ report: { adapter: gpu } });
  });

  it.each([
    [{ what: "relay", engine: 1, message: { id: 1 } }],
    [{ what: "relay", engine: "1", message: { jsonrpc: "2.0" } }],
    [{ what: "relay", engine: 1, message: null }],
    [{ what: "exit", engine: 1 }],
    [{ what: "adapter", adapter: { ...gpu, vendor: 7 } }],
    [{ what: "adapter" }],
    [{ what: "format the disk" }],
    [null],
  ])("is refused where it is not in the protocol: %j", (wrong) => {
    expect(() => report(wrong)).toThrow(SkimError);
  });
});
