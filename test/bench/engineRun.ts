import { Model } from "../../src/engine/model.js";
import { denseFlops } from "../../src/run/cost.js";
import type { LayerEvent } from "../../src/run/events.js";
import type { Precision } from "../../src/run/run.js";
import { bundle, type BundleName } from "./bundles.js";

export async function engine(name: BundleName, precision: Precision, threads: number, policy?: string): Promise<Model> {
  return Model.load(await bundle(name, policy), { precision, threads });
}

/** One whole run, from text to logits, as the worker makes it. No threshold = the bundle's own. */
export async function skim(model: Model, text: string, threshold: readonly number[] = []): Promise<LayerEvent[]> {
  const layers: LayerEvent[] = [];
  for await (const event of model.skim(text, { control: threshold })) if (event.kind === "layer") layers.push(event);
  return layers;
}

/** Dense FLOPs over those of the run (src/run/cost.ts). */
export function flopsGain(model: Model, layers: readonly LayerEvent[]): number {
  const n = layers[0]?.into.length ?? 0;
  return denseFlops(n, model.info.cost) / layers.reduce((sum, { flops }) => sum + flops, 0);
}

/** Thresholds at which a text keeps about `share` of its living tokens at each layer, found layer by layer on real runs. */
export async function thresholdsFor(model: Model, text: string, share: number): Promise<number[]> {
  const found: number[] = [];
  for (let l = 0; l < model.info.layers; l++) {
    const layers = await skim(model, text, [...found, ...Array<number>(model.info.layers - l).fill(0)]);
    const scores = Array.from(layers[l]?.score ?? []).filter((p) => !Number.isNaN(p));
    const sorted = scores.sort((a, b) => b - a);
    found.push(sorted[Math.round(share * (sorted.length + 1)) - 2] ?? 1); // position 0 is kept anyway
  }
  return found;
}
