/** Policies that need no training, against what plain PyTorch reads out of their contract (models/train/policies). */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { openBundle } from "../../src/engine/bundle/bundle.js";
import { Model } from "../../src/engine/model.js";
import { policyNames } from "../../src/engine/policies/index.js";
import type { Joined } from "../../src/run/sites.js";
import type { Forced } from "../../src/run/sweep.js";
import { inMemory } from "../../src/worker/inMemory.js";
import type { WorkerHandle } from "../browser/enginePage.js";
import { sharedWorker } from "../browser/shared.js";
import { far, runOf } from "./pytorch.js";

/** As models/train/policy_numbers.py writes it. */
interface Family {
  folder: string;
  pooling: "cls" | "mean";
  cases: { text: string; windows: number[][]; runs: Answer[] }[];
}
interface Answer {
  policy: string;
  control: number | number[] | null;
  seed: number;
  forced: Forced[];
  depth: number[];
  joined: [token: number, layer: number, into: number][];
  /** The first layer at which a decision was within 1e-4 of falling otherwise. */
  tie: number | null;
  scores: (number | null)[][];
  kept: number[];
  flops: number[];
  logits: number[];
}

const families = JSON.parse(readFileSync("test/fixtures/policies.json", "utf8")) as Family[];

const triples = (joined: readonly Joined[]) =>
  joined.map(({ token, layer, into }) => [token, layer, into]).sort(([a = 0, l = 0], [b = 0, m = 0]) => l - m || a - b);

describe.each(families)("$folder, $pooling", ({ folder, pooling, cases }) => {
  const open = async (policy: string, seed: number) => {
    const at = `test/fixtures/${folder}`;
    const config = JSON.parse(readFileSync(`${at}/config.json`, "utf8")) as { skim?: object };
    const bundle = inMemory("tiny", {
      "config.json": new TextEncoder().encode(JSON.stringify({ ...config, skim: { ...config.skim, pooling } })),
      "tokenizer.json": readFileSync(`${at}/tokenizer.json`),
      "model.safetensors": readFileSync(`${at}/model.safetensors`),
    });
    return Model.load(await openBundle(bundle, { policy, seed }), { precision: "fp32", threads: 1 });
  };

  it.each(policyNames.filter((name) => cases.some(({ runs }) => runs.some(({ policy }) => policy === name))))(
    "%s gives the same depths, joins, scores, FLOPs and logits",
    async (name) => {
      let whole = 0;
      const all = cases.flatMap(({ runs, ...read }) => runs.map((answer) => ({ ...read, answer })));
      const own = all.filter(({ answer }) => answer.policy === name);
      for (const seed of new Set(own.map(({ answer }) => answer.seed))) {
        const model = await open(name, seed);
        for (const { text, windows, answer } of own.filter((one) => one.answer.seed === seed)) {
          const run = await runOf(model, text, { threshold: [answer.control ?? 0.5].flat(), forced: answer.forced });
          const said = `${text.slice(0, 20)} at ${String(answer.control)}`;
          expect(run.tokens.map((t) => t.id)).toEqual(windows.flat());
          const upTo = answer.tie ?? run.model.layers;
          for (let l = 0; l < upTo; l++) {
            const inLayer = (run.scores[l] ?? []).map((score, t) => [score, answer.scores[l]?.[t] ?? null] as const);
            expect(
              inLayer.filter(([a, b]) => (a === null) !== (b === null)),
              said,
            ).toEqual([]);
            expect(Math.max(...inLayer.map(([a, b]) => Math.abs((a ?? 0) - (b ?? 0)))), said).toBeLessThan(1e-4);
          }
          if (answer.tie !== null) continue;
          whole++;
          expect(run.depth, said).toEqual(answer.depth);
          expect(triples(run.joined), said).toEqual(answer.joined);
          expect(run.kept, said).toEqual(answer.kept);
          expect(run.layerFlops, said).toEqual(answer.flops);
          expect(far(run.result?.logits ?? [], answer.logits), said).toBeLessThan(1e-3);
        }
        await model.dispose();
      }
      expect(whole).toBeGreaterThan(0);
    },
  );
});

describe("on WebGPU, in a browser's worker", () => {
  let worker: WorkerHandle;
  beforeAll(async () => {
    worker = await sharedWorker("webgpu");
  });

  it.each(["attention-share", "attention-threshold", "merge"])("%s gives the same depths and logits", async (name) => {
    const [tiny] = families;
    const { text = "", runs = [] } = tiny?.cases[0] ?? {};
    const answer = runs.find(({ policy, forced, tie }) => policy === name && forced.length > 0 && tie === null);
    const asked = { text, control: [answer?.control ?? []].flat(), forced: answer?.forced ?? [] };
    await worker.evaluate((w, policy) => w.load("test/fixtures/tiny", "fp32", policy), name);
    const run = await worker.evaluate((w, a) => w.skim(a), asked);
    expect(run.depth).toEqual(answer?.depth);
    expect(triples(run.joined)).toEqual(answer?.joined);
    expect(far(run.result?.logits ?? [], answer?.logits ?? [])).toBeLessThan(1e-3);
  });
});
