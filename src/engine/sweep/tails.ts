import type { Encoder, State } from "../walk/encoder.js";
import { Matrix } from "../runtime/matrix.js";
import { now } from "../runtime/runtime.js";

/** So many tails, or the oldest one's wait of so many milliseconds, are enough: the sweep's steps are on the screen no later. */
const enough = 32;
const longestWait = 200;

/** What a window's run comes to, a number for each label; null = its tail waits. */
export interface End {
  logits: Float32Array | null;
}

/** One window's run of which position 0 alone is left before layer `layer`: its states, H floats each. */
interface Tail {
  layer: number;
  h: Float32Array;
  /** Null = the model does not pool by the mean. */
  gone: Float32Array | null;
  /** Tokens of the window. */
  n: number;
  end: End;
}

/**
 * The ends of runs in which position 0 alone is left. No predictor has a say there any more, so all of the run is known but its
 * logits, and those need not be computed where the run was found: several wait, and go through each layer as one batch, for a layer
 * takes as long for one row as for four. Of an exact sweep's layers half are such. Not on WebGPU, whose states stay on the GPU.
 */
export class Tails {
  #waiting: Tail[] = [];
  #since = 0;

  constructor(
    private readonly encoder: Encoder,
    private readonly layers: number,
    /** Awaited before each layer; throws to stop. */
    private readonly pause: () => Promise<void>,
  ) {}

  /** None waits, or enough do. */
  get due(): boolean {
    const { length } = this.#waiting;
    return length === 0 || length >= enough || now() - this.#since > longestWait;
  }

  /** `state` is that of a window of n tokens before the layer at which all but position 0 leave. It is copied. The end gets its logits when the tails are settled. */
  add({ layer, h, gone }: State, n: number): End {
    if (this.#waiting.length === 0) this.#since = now();
    const left = gone && Float32Array.from(gone.numbers);
    for (let row = 1; left && row < h.rows; row++) h.row(row).forEach((x, i) => (left[i] = (left[i] ?? 0) + x));
    const end: End = { logits: null };
    this.#waiting.push({ layer, h: h.row(0).slice(), gone: left, n, end });
    return end;
  }

  /** Computes the logits of all that wait. */
  async settle(): Promise<void> {
    const tails = this.#waiting.splice(0).sort((a, b) => a.layer - b.layer);
    const [first] = tails;
    if (!first) return;
    let h: Float32Array[] = [];
    const gone = tails.flatMap((tail) => tail.gone ?? []);
    for (let layer = first.layer; layer < this.layers; layer++) {
      h.push(...tails.filter((tail) => tail.layer === layer).map((tail) => tail.h));
      await this.pause();
      h = await this.encoder.advanceLone(layer, h);
    }
    const tokens = tails.map(({ n }) => n);
    const logits = await this.encoder.logitsOfAll(Matrix.ofRows(h), gone, tokens);
    for (const [i, { end }] of tails.entries()) end.logits = logits[i] ?? null;
  }
}
