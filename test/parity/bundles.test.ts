import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBundle } from "../../src/engine/bundle/bundle.js";
import { Model } from "../../src/engine/model.js";
import type { Precision } from "../../src/run/run.js";
import { readFolder } from "../../src/worker/folder.js";
import { compare, far, runOf, type Answer } from "./pytorch.js";

/** What models/train/fixtures.py writes. */
interface Case {
  text: string;
  ids: number[];
  pieces: string[];
  offsets: [number, number][];
  dense: number[];
  runs: Answer[];
  /** Of the simulated int8 scheme. */
  int8: Answer[];
}

const bundles = [
  ["models/sst2", "sst2"],
  ["models/issues", "issues"],
  ["test/fixtures/tiny", "tiny"], // F32
  ["test/fixtures/tiny-f16", "tiny-f16"],
  ["test/fixtures/tiny-bf16", "tiny-bf16"],
  ["test/fixtures/tiny-sharded", "tiny"], // the same weights in three files
  ["test/fixtures/tiny-factored", "tiny-factored"], // F16, most of its matrices as two factors
  ["test/fixtures/tiny-old", "tiny"], // the same weights as torch.save writes them
] as const;

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? NaN;

describe.each(bundles)("%s against PyTorch", (folder, fixture) => {
  const cases = JSON.parse(readFileSync(`test/fixtures/parity/${fixture}.json`, "utf8")) as Case[];
  const open = async (precision: Precision) =>
    Model.load(await openBundle(readFolder(folder)), { precision, threads: 1 });

  describe("fp32", () => {
    let model: Model;
    beforeAll(async () => {
      model = await open("fp32");
    });
    afterAll(() => model.dispose());

    it("gives the same ids, pieces and offsets", async () => {
      for (const { text, ids, pieces, offsets } of cases) {
        const { tokens } = await runOf(model, text, { threshold: 0 });
        expect(tokens.map((t) => t.id)).toEqual(ids);
        expect(tokens.map((t) => t.piece)).toEqual(pieces);
        expect(tokens.slice(1, -1).map((t) => [t.start, t.end])).toEqual(offsets.slice(1, -1));
      }
    });

    it("gives the same scores, masks on every token further than 1e-4 from the threshold, and logits within 1e-3", async () => {
      let whole = 0;
      for (const { text, runs } of cases)
        for (const answer of runs) {
          const { masks, p, logits, parted } = compare(await runOf(model, text, answer), answer);
          expect(masks, `${text} at ${String(answer.threshold)}, forced ${JSON.stringify(answer.forced)}`).toEqual([]);
          expect(p).toBeLessThan(1e-3);
          expect(logits).toBeLessThan(1e-3);
          if (!parted) whole++;
        }
      expect(whole).toBeGreaterThan(0.9 * cases.flatMap(({ runs }) => runs).length); // ties are rare
    });

    it("is plain BERT at threshold 0", async () => {
      for (const { text, dense } of cases)
        expect(far((await runOf(model, text, { threshold: 0 })).result?.logits ?? [], dense)).toBeLessThan(1e-3);
    });
  });

  describe("int8", () => {
    let model: Model;
    beforeAll(async () => {
      model = await open("int8");
    });
    afterAll(() => model.dispose());

    // The engine adds whole numbers, PyTorch's simulation rounded floats: an activation half-way between two steps may fall
    // either way, and what follows differs by a step's worth. Few activations lie there in a tiny model, some in every run of a
    // trained one; so the numbers are equal there, and here of the size of the scheme's own error.
    const tiny = folder.includes("tiny");
    const bounds = tiny ? { p: 0.02, logits: 0.05 } : { p: 0.1, logits: 0.3 };

    it("computes the scheme that models/train simulates, but for roundings of ties", async () => {
      const logits: number[] = [];
      for (const { text, int8 } of cases)
        for (const answer of int8) {
          const difference = compare(await runOf(model, text, answer), answer, bounds.p);
          expect(difference.masks, `${text} at ${String(answer.threshold)}`).toEqual([]);
          expect(difference.p).toBeLessThan(bounds.p);
          expect(difference.logits).toBeLessThan(bounds.logits);
          logits.push(difference.logits);
        }
      if (tiny) expect(median(logits)).toBeLessThan(1e-5);
    });

    it("is not fp32", async () => {
      const errors: number[] = [];
      for (const { text, dense } of cases)
        errors.push(far((await runOf(model, text, { threshold: 0 })).result?.logits ?? [], dense));
      expect(median(errors)).toBeGreaterThan(1e-3);
    });
  });
});
