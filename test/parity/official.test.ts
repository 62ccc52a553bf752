import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { openBundle } from "../../src/engine/bundle/bundle.js";
import type { BundleFiles } from "../../src/engine/bundle/bundleFiles.js";
import { Model } from "../../src/engine/model.js";
import { costOf } from "../../src/run/run.js";
import type { Precision } from "../../src/run/run.js";
import { readFolder } from "../../src/worker/folder.js";
import { inMemory } from "../../src/worker/inMemory.js";
import { officialCases as cases } from "./official.js";
import { compare, runOf } from "./pytorch.js";

/** The tiny model without its skim block, as the published code would save it. */
function unsaid(): BundleFiles {
  const folder = readFolder("test/fixtures/tiny");
  const config = JSON.parse(readFileSync("test/fixtures/tiny/config.json", "utf8")) as Record<string, unknown>;
  delete config["skim"];
  const changed = inMemory("tiny", { "config.json": new TextEncoder().encode(JSON.stringify(config)) });
  return {
    name: "tiny",
    names: () => folder.names(),
    size: async (file) => (await changed.size(file)) ?? folder.size(file),
    read: (file, begin, end) => (file === "config.json" ? changed : folder).read(file, begin, end),
  };
}

it.each([
  ["fp32", 1e-4, 1e-3],
  // An activation that lies between two of the eight-bit steps falls either way.
  ["int8", 0.02, 0.05],
] as const)(
  "the official semantics in %s give what plain PyTorch does",
  async (precision: Precision, tolerance, near) => {
    const model = await Model.load(await openBundle(unsaid(), { semantics: "official" }), { precision, threads: 1 });
    expect(model.info.semantics).toBe("official");
    let whole = 0;
    for (const { text, runs } of cases)
      for (const answer of runs) {
        const run = await runOf(model, text, answer);
        const { masks, p, logits, parted } = compare(run, answer, tolerance);
        expect(masks, `${text} at ${String(answer.threshold)}`).toEqual([]);
        expect(p).toBeLessThan(near);
        expect(logits).toBeLessThan(near);
        if (!parted) whole++;
        expect(costOf(run).gain).toBeLessThan(1); // all layers are computed whole, and the predictors beside them
      }
    expect(whole).toBeGreaterThan(0.8 * cases.flatMap(({ runs }) => runs).length);
    await model.dispose();
  },
);

it("a folder that says nothing of it is taken as dropped, one that says something as it says", async () => {
  const semantics = async (...of: Parameters<typeof openBundle>) => (await openBundle(...of)).plan.semantics;
  expect(await semantics(unsaid())).toBe("dropped");
  expect(await semantics(readFolder("test/fixtures/tiny"), { semantics: "official" })).toBe("dropped");
});
