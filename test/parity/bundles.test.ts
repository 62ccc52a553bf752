import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { openBundle } from "../../src/engine/bundle.js";
import { Model } from "../../src/engine/model.js";
import { append, startRun } from "../../src/protocol/run.js";
import type { Forced } from "../../src/protocol/sweep.js";
import { readFolder } from "../../src/worker/folder.js";

/** What models/train/fixtures.py writes. */
interface Case {
  text: string;
  ids: number[];
  pieces: string[];
  offsets: [number, number][];
  dense: number[];
  runs: { threshold: number; forced: Forced[]; p: (number | null)[][]; depth: number[]; logits: number[] }[];
}

describe.each(["sst2", "issues"])("models/%s against PyTorch", (name) => {
  const cases = JSON.parse(readFileSync(`test/fixtures/parity/${name}.json`, "utf8")) as Case[];

  it("gives the same ids, offsets, scores, depths and logits", async () => {
    const model = await Model.load(await openBundle(readFolder(`models/${name}`)), { precision: "fp32", threads: 1 });
    const far = (a: number[], b: number[]) => Math.max(...a.map((x, i) => Math.abs(x - (b[i] ?? NaN))));
    for (const c of cases)
      for (const expected of c.runs) {
        const { threshold, forced } = expected;
        const run = startRun({
          id: "parity",
          started: "",
          passage: { text: c.text, name },
          model: model.info,
          threshold: [threshold],
          precision: "fp32",
          backend: model.backend,
        });
        for await (const event of model.skim(c.text, { threshold: [threshold], forced })) append(run, event);
        expect(run.tokens.map((t) => t.id)).toEqual(c.ids);
        const inner = run.tokens.slice(1, -1).map((t) => [t.start, t.end]);
        expect(inner).toEqual(c.offsets.slice(1, -1));
        const close = expected.p.flat().some((p) => p !== null && Math.abs(p - threshold) < 1e-4);
        if (!close) expect(run.depth, `${c.text} at ${threshold}`).toEqual(expected.depth);
        if (!close) expect(far(run.result?.logits ?? [], expected.logits)).toBeLessThan(1e-3);
        if (threshold === 0) expect(far(run.result?.logits ?? [], c.dense)).toBeLessThan(1e-3);
      }
    await model.dispose();
  });
});
