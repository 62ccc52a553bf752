import type { Forced } from "../protocol/sweep.js";
import { Embeddings } from "./embeddings.js";
import type { Session } from "./runtime.js";

/** One window of n tokens on its way through the layers. */
export interface State {
  /** Layers done, 0 … L. */
  layer: number;
  /** k × H: the states of the k tokens alive. */
  h: Float32Array;
  /** k × 2, column 1 = p(keep) at layer `layer`; absent after the last layer. */
  p: Float32Array | undefined;
  /** The k tokens alive, by their place in the window, in order; place 0 is always there. */
  alive: number[];
  /** H: sum of the final states of the tokens that left (mean pooling only). */
  gone: Float64Array;
}

/** What a predictor decided: the rows of h that stay, and the thresholds that decide the same, (lo, hi]. */
export interface Decision {
  rows: number[];
  /** Highest p among the skimmed; -Infinity = none was. */
  lo: number;
  /** Lowest p among the kept; Infinity = none was asked and kept. */
  hi: number;
}

/**
 * Decides who stays before layer `state.layer`, by the threshold `bound` (a float32 number: PyTorch compares in float32 too). Where
 * a fate is forced the score has no say, and does not bound the thresholds that decide the same. A score that is NaN skims.
 */
export function decide(state: State, bound: number, forced: readonly Forced[]): Decision {
  const rows: number[] = [];
  let lo = -Infinity;
  let hi = Infinity;
  const fates = new Map<number, boolean>();
  for (const { token, from, keep } of forced) if (from <= state.layer) fates.set(token, keep);
  state.alive.forEach((token, row) => {
    const p = state.p?.[2 * row + 1] ?? NaN;
    const fate = token === 0 ? true : fates.get(token);
    if (fate ?? p >= bound) rows.push(row);
    if (fate !== undefined) return;
    if (p >= bound) hi = Math.min(hi, p);
    else if (p > lo) lo = p;
  });
  return { rows, lo, hi };
}

/** The encoder's sessions. A run is `start`, then for each layer `decide` and `advance`, then `logits`: skim and sweep share these steps. */
export class Encoder {
  constructor(
    private readonly sizes: { hidden: number; pooling: "cls" | "mean" },
    private readonly embeddings: Embeddings,
    private readonly predictor: Session,
    private readonly layers: readonly Session[],
    private readonly head: Session,
  ) {}

  /** The n ids of a window, embedded, and what predictor 0 says of them. */
  async start(ids: readonly number[]): Promise<State> {
    const h = this.embeddings.embed(ids);
    const p = (await this.predictor.run(h))["p"];
    return { layer: 0, h, p, alive: ids.map((_, i) => i), gone: new Float64Array(this.sizes.hidden) };
  }

  /** One layer from this state, on the rows that stay, and the next predictor. The state given is not changed. */
  async advance(state: State, rows: readonly number[]): Promise<State> {
    const { hidden: H, pooling } = this.sizes;
    const session = this.layers[state.layer];
    if (!session) throw new RangeError(`there is no layer ${state.layer}`);
    let { h, alive, gone } = state;
    if (rows.length < alive.length) {
      if (pooling === "mean") gone = withLeft(gone, state, rows);
      h = gather(h, rows, H);
      alive = rows.map((row) => state.alive[row] ?? 0);
    }
    const { y, p } = await session.run(h);
    return { layer: state.layer + 1, h: y ?? h, p, alive, gone };
  }

  /** One per label, of a window of n tokens whose layers are done. */
  async logits(state: State, n: number): Promise<Float32Array> {
    const { hidden: H, pooling } = this.sizes;
    let pooled = state.h.slice(0, H);
    if (pooling === "mean") {
      const sum = state.gone.slice();
      for (let row = 0; row < state.alive.length; row++) addRow(sum, state.h, row);
      pooled = Float32Array.from(sum, (x) => x / n);
    }
    return (await this.head.run(pooled))["logits"] ?? new Float32Array();
  }

  /** Frees the sessions; may be called twice. */
  async release(): Promise<void> {
    await Promise.all([this.predictor, ...this.layers, this.head].map((session) => session.release()));
  }
}

/** The sum of those that left, with those that leave now. */
function withLeft(gone: Float64Array, { h, alive }: State, rows: readonly number[]): Float64Array {
  const sum = gone.slice();
  const stay = new Set(rows);
  for (let row = 0; row < alive.length; row++) if (!stay.has(row)) addRow(sum, h, row);
  return sum;
}

function gather(h: Float32Array, rows: readonly number[], H: number): Float32Array {
  const out = new Float32Array(rows.length * H);
  rows.forEach((row, i) => out.set(h.subarray(row * H, (row + 1) * H), i * H));
  return out;
}

function addRow(sum: Float64Array, h: Float32Array, row: number): void {
  const H = sum.length;
  for (let j = 0; j < H; j++) sum[j] = (sum[j] ?? 0) + (h[row * H + j] ?? 0);
}
