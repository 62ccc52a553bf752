import type { Forced } from "../protocol/sweep.js";
import { Embeddings } from "./embeddings.js";
import type { LateSession } from "./lateSession.js";
import { Matrix } from "./matrix.js";
import { now } from "./runtime.js";
import type { Session } from "./session.js";

/** One window of n tokens on its way through the layers. Whoever holds it calls `releaseState` in the end: on a GPU, nobody else does. */
export interface State {
  /** Layers done, 0 … L. */
  layer: number;
  /** k × H: the states of the k tokens alive. On WebGPU it never leaves the GPU. */
  h: Matrix;
  /** k × 2, column 1 = p(keep) at layer `layer`; absent after the last layer. */
  p: Float32Array | undefined;
  /** The k tokens alive, by their place in the window, in order; place 0 is always there. */
  alive: number[];
  /** 1 × H: sum of the final states of the tokens that left; null = the model does not pool by the mean. */
  gone: Matrix | null;
}

/** Gives a state's memory back; may be called twice. */
export function releaseState({ h, gone }: State): void {
  h.release();
  gone?.release();
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
    private readonly predictor: LateSession,
    private readonly layers: readonly LateSession[],
    private readonly head: LateSession,
  ) {}

  /**
   * Loads layer `layer`, or after the last one the head, if it is not there yet, whoever asked for it first. Gives the milliseconds
   * that took: a time that is the model's and no run's.
   */
  async ready(layer: number): Promise<number> {
    const started = now();
    await (this.layers[layer] ?? this.head).get();
    return now() - started;
  }

  /** The n ids of a window, embedded, and what predictor 0 says of them. */
  async start(ids: readonly number[]): Promise<State> {
    const { hidden: H, pooling } = this.sizes;
    const h = Matrix.of(this.embeddings.embed(ids), H);
    const { y = h, p } = await (await this.predictor.get()).run({ h });
    const gone = pooling === "mean" ? Matrix.of(new Float32Array(H), H) : null;
    return { layer: 0, h: y, p: p?.numbers, alive: ids.map((_, i) => i), gone };
  }

  /** One layer from this state, on the rows that stay, and the next predictor. The state given is not changed, and not released. */
  async advance({ layer, h, alive, gone }: State, rows: readonly number[]): Promise<State> {
    const inputs = { h, rows: [rows] };
    const session = await this.#layer(layer);
    const {
      y = h,
      p,
      sum = null,
    } = await session.run(gone ? { ...inputs, gone, left: leaving(h.rows, rows) } : inputs);
    return { layer: layer + 1, h: y, p: p?.numbers, alive: rows.map((row) => alive[row] ?? 0), gone: sum };
  }

  /** One per label, of a window of n tokens whose layers are done. */
  async logits({ h, gone }: State, n: number): Promise<Float32Array> {
    const all = Matrix.of(new Float32Array(h.rows).fill(1), h.rows);
    const share = Matrix.of(Float32Array.of(1 / n), 1);
    const { logits } = await (await this.head.get()).run(gone ? { h, gone, all, share } : { h, firsts: [[0]] });
    return logits?.numbers ?? new Float32Array();
  }

  /** One layer on B windows in each of which position 0 alone is left: H floats each, and so is what comes out. Not on WebGPU. */
  async advanceLone(layer: number, h: readonly Float32Array[]): Promise<Float32Array[]> {
    const { hidden: H, pooling } = this.sizes;
    const count = h.length;
    const inputs = { h: Matrix.ofRows(h), rows: h.map((_, row) => [row]) };
    // The graph of a model that pools by the mean asks who leaves: nobody does any more, so its sum is not looked at.
    const nobody = {
      left: Matrix.of(new Float32Array(count * count), count),
      gone: Matrix.of(new Float32Array(count * H), H),
    };
    const { y } = await (await this.#layer(layer)).run(pooling === "mean" ? { ...inputs, ...nobody } : inputs);
    return h.map((_, row) => y?.row(row) ?? new Float32Array());
  }

  /** One per label, of each of B windows of `tokens` tokens in which position 0 alone came to the end; `gone` = the others' sums, none without the mean. */
  async loneLogits(
    h: readonly Float32Array[],
    gone: readonly Float32Array[],
    tokens: readonly number[],
  ): Promise<Float32Array[]> {
    const count = h.length;
    const all = Matrix.of(new Float32Array(count * count), count);
    for (let row = 0; row < count; row++) all.row(row)[row] = 1;
    const share = Matrix.of(
      Float32Array.from(tokens, (n) => 1 / n),
      1,
    );
    const pooled = gone.length > 0 ? { gone: Matrix.ofRows(gone), all, share } : { firsts: [h.map((_, row) => row)] };
    const { logits } = await (await this.head.get()).run({ h: Matrix.ofRows(h), ...pooled });
    return h.map((_, row) => logits?.row(row) ?? new Float32Array());
  }

  /** Frees the sessions; may be called twice. */
  async release(): Promise<void> {
    await Promise.all([this.predictor, ...this.layers, this.head].map((session) => session.release()));
  }

  #layer(layer: number): Promise<Session> {
    const session = this.layers[layer];
    if (!session) throw new RangeError(`there is no layer ${layer}`);
    return session.get();
  }
}

/** 1 × N: 1 for each of the N rows that is not among those that stay. */
function leaving(count: number, stay: readonly number[]): Matrix {
  const left = new Float32Array(count).fill(1);
  for (const row of stay) left[row] = 0;
  return Matrix.of(left, count);
}
