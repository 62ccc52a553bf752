import { stepFlops } from "../../run/cost.js";
import type { LayerEvent } from "../../run/events.js";
import type { ModelInfo } from "../../run/run.js";
import { movedOn, stayingOf } from "../../run/sites.js";
import { decide, type Encoder, type Setting } from "./encoder.js";
import type { Path } from "./path.js";

/** What a window comes to. */
export interface WindowEnd {
  logits: Float32Array;
  /** Milliseconds for sessions that were not there yet. */
  waited: number;
}

/**
 * One window: its layers, then its logits. A stage ends at the next layer's site, so the time of all up to there counts with this
 * layer; that of the first site, and of the embeddings, is no layer's. Whoever made the path frees it.
 */
export async function* runWindow(
  encoder: Encoder,
  { cost: costs, layers }: Pick<ModelInfo, "cost" | "layers">,
  path: Path,
  setting: Setting,
): AsyncGenerator<LayerEvent, WindowEnd> {
  const { n } = setting;
  await path.begin();
  let waited = 0;
  let unit: Int32Array = Int32Array.from({ length: n }, (_, token) => token);
  for (const [layer, cost] of costs.entries()) {
    const state = path.state(layer);
    const { into, rows, score: asked, compared } = decide(encoder.plan, state, setting);
    const staying = stayingOf(into);
    const stay = staying.map((row) => state.alive[row] ?? 0);
    unit = movedOn(unit, into, state.alive);
    const score = new Float32Array(n).fill(NaN);
    for (const [row, token] of state.alive.entries()) if (token > 0) score[token] = asked?.[row] ?? NaN;
    const flops = stepFlops(n, state.alive, stay, cost, compared);
    const ms = await path.advance(layer, staying, into);
    yield { kind: "layer", window: 0, layer, into: unit, rows, score, ms, flops };
    waited += await encoder.ready(layer + 1);
  }
  return { logits: await encoder.logits(path.state(layers), n), waited };
}
