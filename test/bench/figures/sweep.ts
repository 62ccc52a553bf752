import { textOf, textsOf } from "../bundles.js";
import { engine, skim } from "../engineRun.js";
import type { Figure } from "../figure.js";
import { interleave, ratio, spread } from "../timing.js";
import type { Model } from "../../../src/engine/model.js";
import type { SweepOptions } from "../../../src/engine/sweep/sweep.js";

const thresholds = Array.from({ length: 21 }, (_, i) => i / 20);

/** A threshold for each run found, and over the FLOPs of a dense run what was computed, and what the runs take each for itself. */
async function sweep(
  model: Model,
  text: string,
  options: SweepOptions,
): Promise<{ runs: number[]; flops: number; separate: number }> {
  const runs: number[] = [];
  let dense = NaN;
  let flops = NaN;
  let separate = 0;
  for await (const event of model.sweep(text, options)) {
    if (event.kind === "tokens") dense = event.flopsDense;
    if (event.kind === "step") {
      runs.push(event.step.hi);
      separate += event.step.flops / dense;
    }
    if (event.kind === "end") flops = event.flops / dense;
  }
  return { runs, flops, separate };
}

function grid(tokens: number, atMost: number): Figure {
  return {
    name: `sweep${tokens}`,
    title: `21 thresholds, ${tokens} tokens, shared states / one dense run`,
    bound: { atMost },
    notes: [
      "The thresholds 0, 0.05 … 1; the dense run is the engine's own at threshold 0. `distinct` = runs among the 21, `FLOPs` = what the tree computes over the dense run's: the time cannot be much less.",
      "One text, its beginning, and all texts of that length that the sample can be cut into, for one is an accident; `least` and `most` are the texts with the fewest and the most FLOPs.",
      "What stands in the way of less: after two layers nearly every run has kept sets, thus states, of its own.",
    ],
    async *measure({ threads, ...timing }) {
      for (const name of ["sst2", "issues"] as const)
        for (const precision of ["fp32", "int8"] as const) {
          const model = await engine(name, precision, threads);
          for (const [which, texts] of [
            ["the sample's beginning", [await textOf(name, tokens)]],
            ["all of the sample", await textsOf(name, tokens)],
          ] as const) {
            const trees = [];
            for (const text of texts) trees.push(await sweep(model, text, { at: thresholds }));
            const flops = trees.map((tree) => tree.flops);
            const times = await interleave(
              {
                sweep: () => each(texts, (text) => sweep(model, text, { at: thresholds })),
                dense: () => each(texts, (text) => skim(model, text, [0])),
              },
              timing,
            );
            yield {
              on: `${name}, ${precision}, ${which}`,
              value: ratio(times.sweep, times.dense),
              parts: {
                texts: texts.length,
                distinct: mean(trees.map(({ runs }) => runs.length)),
                FLOPs: mean(flops),
                least: Math.min(...flops),
                most: Math.max(...flops),
                "sweep ms": spread(times.sweep).median / texts.length,
                "dense ms": spread(times.dense).median / texts.length,
              },
            };
          }
          await model.dispose();
        }
    },
  };
}

async function each(texts: readonly string[], run: (text: string) => Promise<unknown>): Promise<void> {
  for (const text of texts) await run(text);
}

const mean = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0) / numbers.length;

/** What the slider's whole range costs before anybody drags it. */
export const sweep30 = grid(30, 4);
export const sweep128 = grid(128, 6);

/** What the tree saves where nothing may be left out. */
export const sweepExact: Figure = {
  name: "sweepExact",
  title: "exact sweep of 30 tokens / a run of its own for each distinct run",
  bound: { atMost: 0.35 },
  notes: ["`FLOPs` = what the tree computes over what the separate runs compute."],
  async *measure({ threads, ...timing }) {
    for (const name of ["sst2", "issues"] as const) {
      const model = await engine(name, "fp32", threads);
      const text = await textOf(name, 30);
      const { runs, flops, separate: separateFlops } = await sweep(model, text, {});
      const separate = async () => {
        for (const threshold of runs) await skim(model, text, [threshold]);
      };
      const times = await interleave({ sweep: () => sweep(model, text, {}), separate }, timing);
      yield {
        on: `${name}, fp32`,
        value: ratio(times.sweep, times.separate),
        parts: {
          runs: runs.length,
          FLOPs: flops / separateFlops,
          "sweep ms": spread(times.sweep).median,
          "separate ms": spread(times.separate).median,
        },
      };
      await model.dispose();
    }
  },
};
