import { afterEach, describe, expect, it } from "vitest";
import type { Engine } from "../../src/protocol/engine.js";
import type { WantedPrecision } from "../../src/run/run.js";
import { cancelled, type Abort } from "../../src/worker/cancelled.js";
import { EngineClient, type LoadPlan } from "../../src/worker/engineClient.js";
import { readFolder } from "../../src/worker/folder.js";
import { inMemory } from "../../src/worker/inMemory.js";
import { startEngineHere } from "./portEngine.js";
import { smallFiles } from "./smallBundle.js";

const startEngine = () => Promise.resolve(startEngineHere(() => readFolder("test/fixtures/tiny")));

const plan = (key: string, precision: WantedPrecision = "fp32"): LoadPlan => ({
  key,
  backend: "wasm",
  precision,
  threads: 1,
  source: () => Promise.resolve({ folder: "tiny" }),
});

let client: EngineClient;
afterEach(() => client.terminate());

describe("an engine's loads", () => {
  it("tell each who waits how far theirs is, whoever else waits for the same, and nobody of another's", async () => {
    client = new EngineClient(startEngine);
    const heard: Record<"person" | "measurer" | "next", number[]> = { person: [], measurer: [], next: [] };
    const listen = (who: keyof typeof heard) =>
      client.load(plan(who === "next" ? "b" : "a"), ({ fraction }) => heard[who].push(fraction));
    await Promise.all([listen("person"), listen("measurer")]);
    expect(heard.person.length).toBeGreaterThan(2);
    expect(heard.measurer).toEqual(heard.person);
    const before = structuredClone(heard);
    await listen("next");
    expect(heard).toEqual({ ...before, next: before.person });
  });

  it("are of what auto comes to, which is not loaded again by its name", async () => {
    const agreeing = { data: "all", rows: 1, sameLabel: 1, sameDepth: 1, sameMasks: 1, accuracy: 1, accuracyFp32: 1 };
    const files = smallFiles({ layers: 1, config: { skim: { int8: agreeing } } });
    let opened = 0;
    const start = () =>
      startEngineHere(() => {
        opened++;
        return inMemory("small", files);
      });
    client = new EngineClient(() => Promise.resolve(start()));
    const auto = await client.load(plan("a", "auto"));
    expect(auto).toMatchObject({
      precision: "int8",
      auto: "int8",
      precisionWhy: expect.stringMatching(/agrees/) as string,
    });
    for (const precision of ["int8", "auto"] as const) expect(await client.load(plan("a", precision))).toBe(auto);
    expect([client.holds(plan("a", "int8")), client.holds(plan("a")), client.holds(plan("b", "auto"))]).toEqual([
      auto,
      null,
      null,
    ]);
    expect(await client.load(plan("a"))).toMatchObject({ precision: "fp32", auto: "int8" });
    expect(client.holds(plan("a", "auto"))).toBeNull();
    expect(opened).toBe(2);
  });

  it("end when their worker does, which the next load starts anew", async () => {
    const engines: Engine[] = [];
    client = new EngineClient(async () => {
      const engine = await startEngine();
      engines.push(engine);
      return engine;
    });
    await client.load(plan("a"));
    client.cancelLoad();
    expect(client.alive, "there was none under way").toBe(true);
    const ended = client.load(plan("b"));
    client.cancelLoad();
    await expect(ended).rejects.toMatchObject({ code: "engine-lost", cause: null });
    expect(client.alive).toBe(false);
    await client.load(plan("b"));
    await client.load({ ...plan("b, 2 threads"), threads: 2 });
    expect(engines).toHaveLength(3);
  });
});

describe("a cancel reaches the engine, which does not come to the end of", () => {
  const text = "It is not good, and it is long. ".repeat(60);

  it.each([
    ["a run", "result", (heard: () => void, signal: Abort) => client.skim({ text, control: [0.5] }, heard, signal)],
    ["a sweep", "end", (heard: () => void, signal: Abort) => client.sweep({ text, from: 0, to: 1 }, heard, signal)],
  ])("%s", async (_, last, work) => {
    const told: unknown[] = []; // the client passes nothing on after the cancel, whatever the engine tells
    const said: string[] = [];
    const start = () =>
      startEngineHere(
        () => readFolder("test/fixtures/tiny"),
        (message) => {
          const { params } = message as { params?: { value: { kind?: string } } };
          if (params) told.push(params.value.kind);
          return message;
        },
      );
    client = new EngineClient(
      () => Promise.resolve(start()),
      (line) => said.push(line),
    );
    await client.load(plan("tiny"));
    const stop = new AbortController();
    expect(await work(() => stop.abort(), stop.signal)).toBe(cancelled);
    expect(await work(() => undefined, stop.signal), "it was cancelled before").toBe(cancelled);
    client.terminate();
    expect(told).toContain("tokens");
    expect(told).not.toContain(last);
    expect(said, "it was never started anew").toEqual([]);
  });
});
