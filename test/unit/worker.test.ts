// The engine's real worker (dist/worker.mjs, which npm run build makes), through the client that the extension has: damaged model
// folders, and runs that are cancelled. A window of VS Code shows a few of each (test/vscode/suite/brokenModel.test.ts, trouble.test.ts).
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { SkimError } from "../../src/protocol/errors.js";
import type { SkimEvent } from "../../src/run/events.js";
import { cancelled } from "../../src/worker/cancelled.js";
import { EngineClient, type LoadPlan } from "../../src/worker/engineClient.js";
import { startEngine } from "../../src/worker/start.js";

const tiny = resolve("test/fixtures/tiny");
const weights = "model.safetensors";

const said: string[] = [];
const client = new EngineClient(
  () => Promise.resolve(startEngine(resolve("dist/worker.mjs"))),
  (line) => said.push(line),
);
afterAll(() => client.terminate());

const plan = (folder: string): LoadPlan => ({
  key: folder,
  backend: "wasm",
  precision: "fp32",
  threads: 1,
  source: () => Promise.resolve({ folder }),
});
const load = (folder: string) => client.load(plan(folder));

/** A run's events, and how it ended. `until` sees each event, and may cancel. */
async function run(text: string, until: (event: SkimEvent, stop: () => void) => void = () => undefined) {
  const stop = new AbortController();
  const events: SkimEvent[] = [];
  const onEvent = (event: SkimEvent) => {
    events.push(event);
    until(event, () => stop.abort());
  };
  const end = await client.skim({ text, control: [0.5] }, onEvent, stop.signal);
  return { events, end };
}

type Header = Record<string, { dtype: string; shape: number[]; data_offsets: [number, number] }>;
const tensors = (header: Header) => Object.entries(header).filter(([name]) => name !== "__metadata__");

/** Writes the header of the weights anew; the tensors' bytes stay. */
function header(folder: string, change: (header: Header) => void): void {
  const bytes = readFileSync(join(folder, weights));
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  const parsed = JSON.parse(bytes.toString("utf8", 8, start)) as Header;
  change(parsed);
  const changed = Buffer.from(JSON.stringify(parsed));
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(changed.length));
  writeFileSync(join(folder, weights), Buffer.concat([size, changed, bytes.subarray(start)]));
}

function json(folder: string, file: string, change: (json: Record<string, unknown>) => void): void {
  const parsed = JSON.parse(readFileSync(join(folder, file), "utf8")) as Record<string, unknown>;
  change(parsed);
  writeFileSync(join(folder, file), JSON.stringify(parsed));
}

const overwrite = (file: string, content: string) => (folder: string) => writeFileSync(join(folder, file), content);

/** What was done to the folder, the file that the message must name, the code, and how. */
const broken: [what: string, file: string, code: string, harm: (folder: string) => void][] = [
  ["no weights", weights, "bundle-missing", (f) => rmSync(join(f, weights))],
  ["no tokenizer", "tokenizer.json", "bundle-missing", (f) => rmSync(join(f, "tokenizer.json"))],
  [
    "truncated weights",
    weights,
    "bundle-weights",
    (f) => writeFileSync(join(f, weights), readFileSync(join(f, weights)).subarray(0, -1000)),
  ],
  ["empty weights", weights, "bundle-weights", overwrite(weights, "")],
  [
    "oversized header",
    weights,
    "bundle-weights",
    (f) => {
      const bytes = readFileSync(join(f, weights));
      bytes.writeBigUInt64LE(0xffff_ffff_ffffn);
      writeFileSync(join(f, weights), bytes);
    },
  ],
  [
    "wrong shapes",
    weights,
    "bundle-weights",
    (f) =>
      header(f, (h) => {
        const entry = tensors(h).find(([, { shape }]) => shape.length === 2 && shape[0] !== shape[1])?.[1];
        entry?.shape.reverse();
      }),
  ],
  [
    "overlapping offsets",
    weights,
    "bundle-weights",
    (f) =>
      header(f, (h) => {
        const [a, b] = tensors(h).filter(([, { shape }]) => shape.length === 1);
        if (a && b) b[1].data_offsets = [...a[1].data_offsets];
      }),
  ],
  [
    "offsets outside the file",
    weights,
    "bundle-weights",
    (f) =>
      header(f, (h) => {
        const entry = tensors(h)[0]?.[1];
        if (entry) entry.data_offsets = entry.data_offsets.map((offset) => offset + 1e9) as [number, number];
      }),
  ],
  [
    "a missing tensor",
    weights,
    "bundle-weights",
    (f) =>
      header(f, (h) => {
        const name = tensors(h).find(([key]) => key.includes("skim_predictors"))?.[0] ?? "";
        Reflect.deleteProperty(h, name);
      }),
  ],
  ["config.json that is not JSON", "config.json", "bundle-config", overwrite("config.json", "{")],
  [
    "hostile config.json",
    "config.json",
    "bundle-config",
    overwrite("config.json", '{"__proto__": {"num_hidden_layers": 1e9}, "hidden_size": -1, "id2label": "<b>"}'),
  ],
  [
    "absurd sizes",
    "config.json",
    "bundle-config",
    (f) => json(f, "config.json", (c) => Object.assign(c, { num_hidden_layers: 1e9, hidden_size: 1.5 })),
  ],
  [
    "unknown architecture",
    "config.json",
    "bundle-config",
    (f) => json(f, "config.json", (c) => Object.assign(c, { model_type: "gpt2", architectures: ["GPT2LMHeadModel"] })),
  ],
  [
    "hostile tokenizer.json",
    "tokenizer.json",
    "bundle-tokenizer",
    overwrite("tokenizer.json", '{"model": {"type": "WordPiece", "vocab": [1, 2]}}'),
  ],
  [
    "tokenizer of another model",
    "tokenizer.json",
    "bundle-tokenizer",
    (f) =>
      json(f, "tokenizer.json", (t) => {
        const { vocab } = t["model"] as { vocab: Record<string, number> };
        for (let i = 0; i < 50_000; i++) vocab[`stranger${i}`] = 100_000 + i;
      }),
  ],
];

describe("a damaged model folder", () => {
  let home: string;
  let folder: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "transkimmer-broken-"));
    folder = join(home, "broken");
    cpSync(tiny, folder, { recursive: true });
  });
  afterEach(() => rmSync(home, { recursive: true }));

  it("is none before it is harmed", async () => {
    expect((await load(folder)).model.layers).toBeGreaterThan(1);
  });

  it.each(broken)(
    "%s: the message names %s, and the next load, of a good folder, works",
    async (_, file, code, harm) => {
      harm(folder);
      const error: unknown = await load(folder).then(
        () => "it was accepted",
        (reason: unknown) => reason,
      );
      if (!(error instanceof SkimError)) throw new Error(String(error));
      expect(error.code, error.message).toBe(code);
      expect(`${error.message} ${error.file ?? ""}`).toContain(file);
      expect(error.message).not.toMatch(/\n\s+at /);
      await load(tiny);
      expect((await run("It is not good.")).end).toBeNull();
    },
  );
});

describe("a run that is cancelled", () => {
  // So long that it has several windows, and goes on for a while after any of its events.
  const text = "What a strange, generous, badly behaved little picture this is! It forgets its plot twice. ".repeat(8);
  let whole: SkimEvent[];
  beforeAll(async () => {
    await load(tiny);
    const { events, end } = await run(text);
    expect(end).toBeNull();
    whole = events;
  });
  /** Without times. */
  const what = (events: readonly SkimEvent[]) =>
    JSON.stringify(events, (key, value: unknown) => (key === "ms" ? 0 : value));

  it("200 times at a random event, or soon after one: it ends, tells nothing more, and the next one is whole", async () => {
    let seed = 20;
    const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
    let stopped = 0;
    for (let i = 0; i < 200; i++) {
      const at = random(whole.length);
      let turns = random(4);
      let count = 0;
      let after = 0;
      let isStopped = false;
      const { events, end } = await run(text, (_, stop) => {
        if (isStopped) after++;
        if (count++ !== at) return;
        const soon = () => {
          if (turns-- > 0) return void setImmediate(soon);
          isStopped = true;
          stop();
        };
        soon();
      });
      expect(after, "events after the cancellation").toBe(0);
      if (end === cancelled) stopped++;
      else expect(what(events)).toBe(what(whole));
    }
    expect(stopped).toBeGreaterThan(100);
    expect(what((await run(text)).events)).toBe(what(whole));
    expect(said, "the worker was never started anew").toEqual([]);
  });
});
