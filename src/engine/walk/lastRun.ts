import type { Encoder, WindowInput } from "./encoder.js";
import { Path } from "./path.js";

/** Bytes of hidden states that a run may leave for the next one: 512 tokens of 12 layers and H = 768 are 19 MB. */
const mostHeld = 32 * 2 ** 20;

/** What the last run of a model left, window by window. A run takes it up and leaves its own in the end; runs may overlap. */
export class LastRun {
  #paths: readonly Path[] = [];
  #closed = false;

  constructor(
    private readonly encoder: Encoder,
    private readonly sizes: { layers: number; hidden: number },
  ) {}

  /** A path for each window: the last run's where it leads there, else a new one, which holds its states as long as there is room. */
  take(windows: readonly WindowInput[], reuse: boolean): Path[] {
    const last = this.#paths;
    this.#paths = [];
    let room = mostHeld;
    const paths = windows.map((input, index) => {
      room -= 4 * input.ids.length * this.sizes.hidden * (this.sizes.layers + 1);
      const known = last[index];
      return reuse && known?.leads(input) ? known : new Path(this.encoder, input, room >= 0);
    });
    for (const path of last) if (!paths.includes(path)) path.release();
    return paths;
  }

  /** Keeps what a run computed, to its end or not, for the next one; of two that overlapped, the later one's. */
  leave(paths: readonly Path[]): void {
    for (const path of this.#paths) path.release();
    this.#paths = paths;
    for (const path of paths) if (this.#closed || !path.holds) path.release();
  }

  /** Gives all memory back, that of a run under way when it ends. */
  close(): void {
    this.#closed = true;
    this.leave([]);
  }
}
