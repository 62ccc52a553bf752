import { bundle, textOf } from "../bundles.js";
import { DenseModel } from "../denseGraph.js";
import { engine, flopsGain, skim, thresholdsFor } from "../engineRun.js";
import type { Figure } from "../figure.js";
import { interleave, ratio, scaled, spread } from "../timing.js";

/** How much of what is not computed is not waited for either. */
export const skimGain: Figure = {
  name: "skimGain",
  title: "wall-clock gain of skimming / its FLOPs gain",
  bound: { atLeast: 0.9 },
  notes: [
    "Dense is one graph without predictors, in the same runtime and precision; both sides go from text to logits. Trained bundles at their own threshold; random weights at thresholds that keep 85 % or 70 % of the living at each layer.",
    "The bound is for 128 tokens and more; below, the fixed cost of a layer's call shows.",
  ],
  async *measure({ threads, ...timing }) {
    for (const name of ["sst2", "issues", "random"] as const)
      for (const precision of ["fp32", "int8"] as const) {
        const model = await engine(name, precision, threads);
        const dense = await DenseModel.load(await bundle(name), precision, { predictors: false });
        for (const tokens of [32, 128, 512]) {
          const text = await textOf(name, tokens);
          for (const share of name === "random" ? [0.85, 0.7] : [null]) {
            const threshold = share === null ? [] : await thresholdsFor(model, text, share);
            const gain = flopsGain(model, await skim(model, text, threshold));
            const times = await interleave(
              { dense: () => dense.run(text), skimmed: () => skim(model, text, threshold) },
              timing,
            );
            const wall = ratio(times.dense, times.skimmed);
            yield {
              on: `${name}, ${precision}, ${tokens} tokens${share === null ? "" : `, ${100 * share} % kept`}`,
              value: scaled(wall, 1 / gain),
              parts: {
                "wall gain": wall.median,
                "FLOPs gain": gain,
                "dense ms": spread(times.dense).median,
                "skimmed ms": spread(times.skimmed).median,
              },
              beside: tokens < 128,
            };
          }
        }
        for (const side of [model, dense]) await side.dispose();
      }
  },
};
