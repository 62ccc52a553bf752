import { bundle, textOf } from "../bundles.js";
import { engine, flopsGain, skim } from "../engineRun.js";
import type { Figure } from "../figure.js";
import { NativeModel } from "../nativeModel.js";
import { interleave, ratio, spread } from "../timing.js";

/** Whether skimming in the sandbox beats not skimming outside of it. */
export const native: Figure = {
  name: "native",
  title: "skimmed int8 WASM / dense fp32 native (onnxruntime-node)",
  bound: { atMost: 0.5 },
  notes: [
    "Real text at the bundle's own threshold. `native int8` is the engine's own scheme there, dense. The bound is for 128 tokens.",
  ],
  async *measure({ threads, ...timing }) {
    for (const name of ["sst2", "issues"] as const) {
      const opened = await bundle(name);
      const skimmed = await engine(name, "int8", threads);
      const dense = await NativeModel.load(opened, "fp32", threads);
      const eight = await NativeModel.load(opened, "int8", threads);
      for (const tokens of [32, 128, 512]) {
        const text = await textOf(name, tokens);
        const gain = flopsGain(skimmed, await skim(skimmed, text));
        const times = await interleave(
          { skimmed: () => skim(skimmed, text), dense: () => dense.run(text), eight: () => eight.run(text) },
          timing,
        );
        yield {
          on: `${name}, ${tokens} tokens`,
          value: ratio(times.skimmed, times.dense),
          parts: {
            "FLOPs gain": gain,
            "skimmed int8 WASM ms": spread(times.skimmed).median,
            "native fp32 ms": spread(times.dense).median,
            "native int8 ms": spread(times.eight).median,
          },
          beside: tokens !== 128,
        };
      }
      for (const side of [skimmed, dense, eight]) await side.dispose();
    }
  },
};
