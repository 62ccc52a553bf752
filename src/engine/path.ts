import { releaseState, type Encoder, type State } from "./encoder.js";
import { now } from "./runtime.js";

/** A state and the milliseconds that it took when it was computed. */
interface Point {
  state: State;
  ms: number;
}

/** A layer's outcome: which rows of the state before it stayed, and what became of them. */
interface Step extends Point {
  rows: readonly number[];
}

/**
 * One window's run as its states, layer by layer. A state follows from the tokens and the kept sets before it, whatever thresholds
 * or fates made them: so a later run of the same tokens takes it over until its own kept sets part from these, to the last bit.
 */
export class Path {
  #start: Point | null = null;
  #steps: Step[] = [];
  /** Layers, and milliseconds of then, that the present run did not compute. */
  reused = 0;
  spared = 0;

  constructor(
    private readonly encoder: Encoder,
    private readonly ids: readonly number[],
    /** False: only the newest state is held, and no later run can go this way. */
    readonly holds: boolean,
  ) {}

  /** Whether a run of these tokens may go this way. */
  leads(ids: readonly number[]): boolean {
    return this.holds && ids.length === this.ids.length && ids.every((id, i) => id === this.ids[i]);
  }

  /** Goes to the state before layer 0. Gives the milliseconds that it took, now or then. */
  async begin(): Promise<number> {
    this.reused = 0;
    this.spared = 0;
    if (this.#start) {
      this.spared = this.#start.ms;
      return this.#start.ms;
    }
    const started = now();
    const state = await this.encoder.start(this.ids);
    this.#start = { state, ms: now() - started };
    return this.#start.ms;
  }

  /** The state before layer `layer`, at most one further than was gone. */
  state(layer: number): State {
    const point = layer === 0 ? this.#start : this.#steps[layer - 1];
    if (!point) throw new RangeError(`the path does not reach layer ${layer}`);
    return point.state;
  }

  /** Goes through layer `layer` with these rows. Gives the milliseconds that it took, now or then. */
  async advance(layer: number, rows: readonly number[]): Promise<number> {
    const known = this.#steps[layer];
    if (known?.rows.length === rows.length && known.rows.every((row, i) => row === rows[i])) {
      this.reused++;
      this.spared += known.ms;
      return known.ms;
    }
    for (const step of this.#steps.splice(layer)) releaseState(step.state);
    const before = this.state(layer);
    const started = now();
    try {
      const state = await this.encoder.advance(before, rows);
      const ms = now() - started;
      this.#steps.push({ rows, state, ms });
      return ms;
    } catch (error) {
      this.release(); // what the runtime failed on may be what is held
      throw error;
    } finally {
      if (!this.holds) releaseState(before);
    }
  }

  /** Gives all memory back; a run may begin anew. May be called twice. */
  release(): void {
    if (this.#start) releaseState(this.#start.state);
    for (const step of this.#steps) releaseState(step.state);
    this.#start = null;
    this.#steps = [];
  }
}
