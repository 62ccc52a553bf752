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
    "Both sides go from text to logits and run the predictors. A call of the runtime costs 0.03 ms, most of it in its own JavaScript, and there are layers + 2 of them; a turn of the event loop after each, for cancels, 0.02 ms: that is what shows at 16 tokens.",
  ],
  async *measure({ threads, ...timing }) {
    for (const name of ["sst2", "random"] as const)
      for (const precision of ["fp32", "int8"] as const) {
        const model = await engine(name, precision, threads);
        const whole = await DenseModel.load(await bundle(name), precision, { predictors: true });
        for (const tokens of [16, 32, 128, 512]) {
          const text = await textOf(name, tokens);
          const times = await interleave(
            { layers: () => skim(model, text, [0]), whole: () => whole.run(text) },
            timing,
          );
          yield {
            on: `${name}, ${precision}, ${tokens} tokens`,
            value: ratio(times.layers, times.whole),
            parts: {
              "layers ms": spread(times.layers).median,
              "one graph ms": spread(times.whole).median,
            },
          };
        }
        for (const side of [model, whole]) await side.dispose();
      }
  },
};
