import { releaseState, type Encoder, type State, type WindowInput } from "./encoder.js";
import { now } from "../runtime/runtime.js";

/** A layer's outcome: in which row of the state before it each went on, and what became of them. */
interface Step {
  into: Int32Array;
  state: State;
}

/**
 * One window's run as its states, layer by layer. A state follows from the tokens and the kept sets before it, whatever thresholds
 * or fates made them: so a later run of the same tokens takes it over until its own kept sets part from these, to the last bit.
 */
export class Path {
  #start: State | null = null;
  #steps: Step[] = [];
  /** Layers that the present run did not compute; null = it computed the state before them, too. */
  reused: number | null = null;

  constructor(
    private readonly encoder: Encoder,
    private readonly input: WindowInput,
    /** False: only the newest state is held, and no later run can go this way. */
    readonly holds: boolean,
  ) {}

  /** Whether a run of these tokens may go this way. */
  leads({ ids, types }: WindowInput): boolean {
    const own = this.input;
    const same = (a: readonly number[], b: readonly number[]) => a.length === b.length && a.every((x, i) => x === b[i]);
    return this.holds && same(ids, own.ids) && same(types, own.types);
  }

  /** Goes to the state before layer 0. */
  async begin(): Promise<void> {
    this.reused = this.#start ? 0 : null;
    this.#start ??= await this.encoder.start(this.input);
  }

  /** The state before layer `layer`, at most one further than was gone. */
  state(layer: number): State {
    const state = layer === 0 ? this.#start : this.#steps[layer - 1]?.state;
    if (!state) throw new RangeError(`the path does not reach layer ${layer}`);
    return state;
  }

  /** Goes through layer `layer` with the rows that stay, each row going on in that of `into`. Gives the milliseconds that it took; null = it was taken over. */
  async advance(layer: number, rows: readonly number[], into: Int32Array): Promise<number | null> {
    const known = this.#steps[layer];
    if (known?.into.length === into.length && known.into.every((row, i) => row === into[i])) {
      this.reused = (this.reused ?? 0) + 1;
      return null;
    }
    for (const step of this.#steps.splice(layer)) releaseState(step.state);
    const before = this.state(layer);
    const started = now();
    try {
      const state = await this.encoder.advance(before, rows, into);
      this.#steps.push({ into, state });
      return now() - started;
    } catch (error) {
      this.release(); // what the runtime failed on may be what is held
      throw error;
    } finally {
      if (!this.holds) releaseState(before);
    }
  }

  /** Gives all memory back; a run may begin anew. May be called twice. */
  release(): void {
    if (this.#start) releaseState(this.#start);
    for (const step of this.#steps) releaseState(step.state);
    this.#start = null;
    this.#steps = [];
  }
}
