import { bundle, textOf } from "../bundles.js";
import { DenseModel } from "../denseGraph.js";
import { engine, skim } from "../engineRun.js";
import type { Figure } from "../figure.js";
import { interleave, ratio, spread } from "../timing.js";

/** What it costs that the engine stops after every layer. */
export const split: Figure = {
  name: "split",
  title: "per-layer sessions, nothing skimmed / the same operations in one graph",
  bound: { atMost: 1.05 },
  notes: [
    "Both sides go from text to logits and run the predictors; `plain` is one graph without them, which 1 / 12 fewer FLOPs would make 0.92 of the other.",
  ],
  async *measure({ threads, ...timing }) {
    for (const name of ["sst2", "random"] as const)
      for (const precision of ["fp32", "int8"] as const) {
        const model = await engine(name, precision, threads);
        const whole = await DenseModel.load(await bundle(name), precision, { predictors: true });
        const plain = await DenseModel.load(await bundle(name), precision, { predictors: false });
        for (const tokens of [16, 32, 128, 512]) {
          const text = await textOf(name, tokens);
          const times = await interleave(
            { layers: () => skim(model, text, [0]), whole: () => whole.run(text), plain: () => plain.run(text) },
            timing,
          );
          yield {
            on: `${name}, ${precision}, ${tokens} tokens`,
            value: ratio(times.layers, times.whole),
            parts: {
              "layers ms": spread(times.layers).median,
              "one graph ms": spread(times.whole).median,
              "plain ms": spread(times.plain).median,
            },
          };
        }
        for (const side of [model, whole, plain]) await side.dispose();
      }
  },
};
