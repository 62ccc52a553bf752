import { bundle, textOf } from "../bundles.js";
import { DenseModel } from "../denseGraph.js";
import { engine, skim } from "../engineRun.js";
import type { Figure } from "../figure.js";
import { interleave, ratio, spread } from "../timing.js";

/** What eight bits save, in the scheme that ships: one scale a token. */
export const int8: Figure = {
  name: "int8",
  title: "int8 / fp32, WASM, nothing skimmed",
  bound: { atMost: 0.6 },
  notes: [
    "`token/tensor` is what a scale per token costs against one per tensor (ONNX's DynamicQuantizeLinear, which ONNX Runtime fuses), both in one graph without predictors. The bound is for 32 and 128 tokens.",
  ],
  async *measure({ threads, ...timing }) {
    for (const name of ["sst2", "random"] as const) {
      const fp32 = await engine(name, "fp32", threads);
      const eight = await engine(name, "int8", threads);
      const opened = await bundle(name);
      const perToken = await DenseModel.load(opened, "int8", { predictors: false });
      const perTensor = await DenseModel.load(opened, "int8", { predictors: false, perTensor: true });
      for (const tokens of [16, 32, 128, 512]) {
        const text = await textOf(name, tokens);
        const times = await interleave(
          {
            fp32: () => skim(fp32, text, [0]),
            int8: () => skim(eight, text, [0]),
            perToken: () => perToken.run(text),
            perTensor: () => perTensor.run(text),
          },
          timing,
        );
        yield {
          on: `${name}, ${tokens} tokens`,
          value: ratio(times.int8, times.fp32),
          parts: {
            "token/tensor": ratio(times.perToken, times.perTensor).median,
            "int8 ms": spread(times.int8).median,
            "fp32 ms": spread(times.fp32).median,
            "one graph per token ms": spread(times.perToken).median,
            "one graph per tensor ms": spread(times.perTensor).median,
          },
          beside: tokens !== 32 && tokens !== 128,
        };
      }
      for (const side of [fp32, eight, perToken, perTensor]) await side.dispose();
    }
  },
};
