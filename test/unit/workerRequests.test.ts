// Requests that no client of ours sends, to the engine's real worker (dist/worker.mjs, which npm run build makes).
import { resolve } from "node:path";
import { ResponseError } from "vscode-jsonrpc";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Failure } from "../../src/protocol/errors.js";
import { startEngine } from "../../src/worker/start.js";

const tiny = resolve("test/fixtures/tiny");
const skim = { text: "red", control: [], events: "skim" };
const sweep = { text: "red", from: 0, to: 1, events: "sweep" };
const loadTiny = { source: { folder: tiny }, precision: "fp32", threads: 1, events: "load" };

/** What the message must name. */
const misfits: [method: string, what: string, params: unknown][] = [
  ["skim", "events", undefined],
  ["skim", "events", []],
  ["skim", "events", ["red", 0.5]],
  ["skim", "events", {}],
  ["skim", "text", { ...skim, text: 5 }],
  ["skim", "control", { ...skim, control: 0.5 }],
  ["skim", "control.1", { ...skim, control: [0.5, "0.5"] }],
  ["skim", "forced", { ...skim, forced: {} }],
  ["skim", "forced.0", { ...skim, forced: [null] }],
  ["skim", "forced.0.keep", { ...skim, forced: [{ token: 1, from: 0 }] }],
  ["skim", "reuse", { ...skim, reuse: "no" }],
  ["skim", "events", { ...skim, events: {} }],
  ["sweep", "text", { ...sweep, text: null }],
  ["sweep", "from", { ...sweep, from: "0" }],
  ["sweep", "at", { ...sweep, at: 1 }],
  ["sweep", "known.0.hi", { ...sweep, known: [{ lo: 0 }] }],
  ["sweep", "runs", { ...sweep, runs: "\u202e".repeat(1000) }],
  ["occlude", "kind", { text: "red", kind: "blank", events: "occlude" }],
  ["occlude", "label", { text: "red", kind: "omit", label: -1, events: "occlude" }],
  ["measure", "tokens", {}],
  ["measure", "tokens", { tokens: "32" }],
  ["measure", "tokens.0", { tokens: [0] }],
  ["load", "source", { ...loadTiny, source: null }],
  ["load", "source", { ...loadTiny, source: { name: "tiny", files: { "config.json": "{}" } } }],
  ["load", "precision", { ...loadTiny, precision: "fp64" }],
  ["load", "threads", { ...loadTiny, threads: "2" }],
  ["unload", "transkimmer/unload", {}],
];

describe("a request that does not fit the protocol", () => {
  const engine = startEngine(resolve("dist/worker.mjs"));
  beforeAll(async () => {
    engine.connection.listen();
    await engine.connection.sendRequest("transkimmer/load", loadTiny);
  });
  afterAll(() => engine.terminate());

  it.each(misfits)("%s, by %s: the message names it, and the next run works", async (method, what, params) => {
    const error: unknown = await engine.connection.sendRequest(`transkimmer/${method}`, params).then(
      () => "it was accepted",
      (reason: unknown) => reason,
    );
    if (!(error instanceof ResponseError)) throw new Error(String(error));
    const { code, message } = error.data as Failure;
    expect(code, message).toBe("message");
    expect(message).toMatch(
      /^The engine('s host sent a message that is not in the protocol: | does not know the request )/,
    );
    expect(message).toContain(what);
    expect(message.length).toBeLessThan(300);
    expect(message).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(await engine.connection.sendRequest("transkimmer/skim", skim)).toBeNull();
  });
  it("and a notification that does not is dropped", async () => {
    await engine.connection.sendNotification("transkimmer/prepare", { threads: "2" });
    expect(await engine.connection.sendRequest("transkimmer/skim", skim)).toBeNull();
  });
});
