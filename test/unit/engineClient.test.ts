import { CancellationTokenSource } from "vscode-jsonrpc";
import { describe, expect, it } from "vitest";
import { cancelled, EngineClient, type LoadPlan } from "../../src/host/model/engineClient.js";
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

describe("a cancel reaches the engine, which does not come to the end of", () => {
  const text = "It is not good, and it is long. ".repeat(60);
  type Cancel = Parameters<EngineClient["skim"]>[2];

  it.each([
    [
      "a run",
      "result",
      (client: EngineClient, heard: () => void, token: Cancel) => client.skim({ text, control: [0.5] }, heard, token),
    ],
    [
      "a sweep",
      "end",
      (client: EngineClient, heard: () => void, token: Cancel) => client.sweep({ text, from: 0, to: 1 }, heard, token),
    ],
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
    const client = new EngineClient(
      () => Promise.resolve(start()),
      (line) => said.push(line),
    );
    await client.load(plan("tiny"), () => undefined);
    const source = new CancellationTokenSource();
    expect(await work(client, () => source.cancel(), source.token as Cancel)).toBe(cancelled);
    client.terminate();
    expect(told).toContain("tokens");
    expect(told).not.toContain(last);
    expect(said, "it was never started anew").toEqual([]);
  });
});
