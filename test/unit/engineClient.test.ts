import { describe, expect, it } from "vitest";
import { EngineClient, type LoadPlan } from "../../src/host/model/engineClient.js";
import { readFolder } from "../../src/worker/folder.js";
import { startEngineHere } from "./portEngine.js";

const startEngine = () => Promise.resolve(startEngineHere(() => readFolder("test/fixtures/tiny")));

const plan = (key: string): LoadPlan => ({
  key,
  files: key,
  backend: "wasm",
  precision: "fp32",
  threads: 1,
  source: () => Promise.resolve({ folder: "tiny" }),
});

describe("an engine's loads", () => {
  it("tell each who waits how far theirs is, whoever else waits for the same, and nobody of another's", async () => {
    const client = new EngineClient(startEngine, () => undefined);
    const heard: Record<"person" | "measurer" | "next", number[]> = { person: [], measurer: [], next: [] };
    const listen = (who: keyof typeof heard) =>
      client.load(plan(who === "next" ? "b" : "a"), ({ fraction }) => heard[who].push(fraction));
    await Promise.all([listen("person"), listen("measurer")]);
    expect(heard.person.length).toBeGreaterThan(2);
    expect(heard.measurer).toEqual(heard.person);
    const before = structuredClone(heard);
    await listen("next");
    expect(heard).toEqual({ ...before, next: before.person });
    client.terminate();
  });
});
