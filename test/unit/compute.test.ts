// Falling back from WebGPU, which Node does not have: what is asked of it fails for real.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Compute, type Chosen } from "../../src/host/model/compute.js";
import type { Backend } from "../../src/run/run.js";
import { cancelled } from "../../src/worker/cancelled.js";
import { EngineClient } from "../../src/worker/engineClient.js";
import { readFolder } from "../../src/worker/folder.js";
import { startEngineHere } from "./portEngine.js";

describe("work on WebGPU", () => {
  const given: unknown[] = [];
  const compute = new Compute((error, quietly) => `reason ${given.push([error, quietly])}`);
  const places: string[] = [];
  let client: EngineClient;
  /** Lets the engine's posts pass, or spoils one. */
  let posts: (message: object) => object;
  beforeEach(() => {
    given.length = places.length = 0;
    posts = (message) => message;
    client = new EngineClient(() =>
      Promise.resolve(
        startEngineHere(
          () => readFolder("test/fixtures/tiny"),
          (message) => posts(message),
        ),
      ),
    );
  });
  afterEach(() => client.terminate());

  const find = (without?: string): Chosen => {
    const choice = {
      backend: without === undefined ? "webgpu" : "wasm",
      precision: "fp32",
      why: without ?? "",
    } as const;
    places.push(`${choice.backend} ${choice.why}`.trim());
    return {
      choice,
      end: () => {
        places.push(`${choice.backend} ends`);
        client.terminate();
      },
    };
  };
  const both = ["webgpu", "webgpu ends", "wasm reason 1"];
  const load = (backend: Backend) =>
    client.load({
      ...{ key: backend, backend, precision: "fp32", threads: 1 },
      source: () => Promise.resolve({ folder: "tiny" }),
    });
  /** The kinds of a run's events. `on`: sees each. */
  const run = async (text: string, on: (kind: string) => void = () => undefined) => {
    const kinds: string[] = [];
    await load("wasm");
    const onEvent = ({ kind }: { kind: string }) => {
      kinds.push(kind);
      on(kind);
    };
    await client.skim({ text, control: [0.5] }, onEvent);
    return kinds;
  };

  it("that cannot begin, is begun on WASM, and the reason is told", async () => {
    const loaded = await compute.on(find, ({ choice }) => load(choice.backend), true);
    expect(loaded).toMatchObject({ backend: "WASM, 1 thread" });
    expect(places).toEqual(both);
    expect(given).toEqual([[expect.objectContaining({ code: "webgpu" }), true]]);
  });

  it("that fails in its middle, begins anew", async () => {
    let layers = 0;
    posts = (message) => {
      const { params } = message as { params?: { value: { kind?: string } } };
      const isSpoilt = params?.value.kind === "layer" && ++layers === 2;
      return isSpoilt ? { ...message, params: { ...params, value: () => undefined } } : message;
    };
    expect(await compute.on(find, () => run("red green blue"))).toEqual([
      "tokens",
      "layer",
      "layer",
      "layer",
      "result",
    ]);
    expect(places).toEqual(both);
    expect(given).toEqual([[expect.objectContaining({ code: "engine" }), false]]);
  });

  it("that fails by the text's fault, or is ended on purpose, fails", async () => {
    await expect(compute.on(find, () => run(" "))).rejects.toMatchObject({ code: "text-empty" });
    const ended = compute.on(find, () => run("red green blue", () => client.terminate()));
    await expect(ended).rejects.toMatchObject({ code: "engine-lost" });
    expect(places).toEqual(["webgpu", "webgpu"]);
  });

  it("that fails once more, on WASM, fails", async () => {
    await expect(compute.on(find, () => load("webgpu"))).rejects.toMatchObject({ code: "webgpu" });
    expect(places).toEqual(both);
  });

  it("for which no place is wanted any more, is cancelled, before it begins or after it failed", async () => {
    expect(
      await compute.on(
        () => cancelled,
        () => load("wasm"),
      ),
    ).toBe(cancelled);
    const once = (without?: string) => (without === undefined ? find() : cancelled);
    expect(await compute.on(once, ({ choice }) => load(choice.backend))).toBe(cancelled);
    expect(places).toEqual(both.slice(0, 2));
  });
});
