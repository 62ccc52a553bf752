import type { Move } from "../../run/sites.js";
import type { Forced } from "../../run/sweep.js";
import type { Tensors } from "../architectures/architecture.js";
import type { Plan } from "../plan/plan.js";
import type { LateSession } from "../runtime/lateSession.js";
import { knownInputs, projectedOutputs } from "../plan/layerGraph.js";
import { Matrix } from "../runtime/matrix.js";
import { now } from "../runtime/runtime.js";
import type { Units } from "./units.js";
import type { RowLists, Session } from "../runtime/session.js";

/** One window of n tokens on its way through the layers, at a site. Whoever holds it calls `releaseState` in the end: on a GPU, nobody else does. */
export interface State {
  /** The layer whose site it is, L = the end. */
  layer: number;
  /** k × H: the states of the k tokens alive. On WebGPU it never leaves the GPU. */
  h: Matrix;
  /** k × H: what tokens that leave here are forwarded with; null = that is h, or nothing asks for it. */
  input: Matrix | null;
  /** k × 1, or as many a row as the policy asks for: its score at layer `layer`; absent after the last layer, and where it asks none. */
  score: Float32Array | undefined;
  /** The k tokens alive, by their place in the window, in order; place 0 is always there. */
  alive: number[];
  /** Absent = each row stands for its own token. */
  units?: Units;
  /** 1 × H: sum of the final states of the tokens that left; null = the model does not pool by the mean. */
  gone: Matrix | null;
}

/** What is embedded of a window: of each token its id and its token type. */
export interface WindowInput {
  ids: readonly number[];
  types: readonly number[];
}

/** Gives a state's memory back; may be called twice. */
export function releaseState({ h, input, gone }: State): void {
  h.release();
  input?.release();
  gone?.release();
}

/** What a stage computes of some rows of a state, of each by itself (the layer's queries, keys and values), a row each: runs that part there share it. */
export interface Projections {
  rows: readonly number[];
  each: readonly Matrix[];
}

/** The state after a layer, and what other runs from the same state may take over. */
export interface Shared {
  next: State;
  projections: Projections;
}

/** How a window of n tokens is skimmed. */
export interface Setting {
  n: number;
  /** The control's, one a layer. */
  control: readonly number[];
  /** They were given one a layer. */
  listed: boolean;
  /** Decided by hand. */
  forced: readonly Forced[];
}

/** Decides what becomes of each row at the site of layer `state.layer`, by the policy and the fates decided by hand. */
export function decide({ policy, blueprint }: Plan, state: State, { n, control, listed, forced }: Setting): Move {
  const { layer, units } = state;
  const ofTokens = new Map<number, boolean>();
  for (const { token, from, keep } of forced) if (from <= layer) ofTokens.set(token, keep);
  const fates = units ? new Map<number, boolean>() : ofTokens;
  // A unit is kept if any of its tokens is, else skimmed if any is.
  if (units)
    for (const [token, keep] of ofTokens) {
      const unit = units.unit[token] ?? -1;
      fates.set(unit, keep || fates.get(unit) === true);
    }
  const { layers } = blueprint.shape;
  return policy.decide({ ...state, n, layers, listed, fates }, control[layer] ?? 0);
}

/** The encoder's sessions. A run is `start`, then for each layer `decide` and `advance`, then `logits`: skim and sweep share these steps. */
export class Encoder {
  private readonly hidden: number;
  private readonly embed: ReturnType<Plan["blueprint"]["embed"]>;

  constructor(
    readonly plan: Plan,
    tensors: Tensors,
    private readonly entry: LateSession,
    private readonly layers: readonly LateSession[],
    private readonly head: LateSession,
  ) {
    this.hidden = plan.blueprint.shape.hidden;
    this.embed = plan.blueprint.embed(tensors);
  }

  /**
   * Loads layer `layer`, or after the last one the head, if it is not there yet, whoever asked for it first. Gives the milliseconds
   * that took: a time that is the model's and no run's.
   */
  async ready(layer: number): Promise<number> {
    const started = now();
    await (this.layers[layer] ?? this.head).get();
    return now() - started;
  }

  /** The n ids of a window, embedded, and their scores before layer 0. */
  async start(window: WindowInput): Promise<State> {
    const { ids, types } = window;
    const H = this.hidden;
    const h = Matrix.of(this.embed(ids, types), this.plan.blueprint.enter?.width ?? H);
    const outputs = await (await this.entry.get()).run({ h, ...this.entering(window) });
    const sum = this.plan.pooling === "mean" ? { sum: Matrix.of(new Float32Array(H), H) } : {};
    return this.stateOf(
      { ...outputs, ...sum },
      0,
      ids.map((_, i) => i),
    );
  }

  /** What the entry's graph takes besides the embeddings. */
  protected entering(_window: WindowInput): { places?: RowLists } {
    return {};
  }

  /** What a stage put out, as the state of these tokens at the site of layer `layer`. */
  protected stateOf(outputs: Record<string, Matrix>, layer: number, alive: number[]): State {
    const { y = Matrix.none(this.hidden), score, sum = null, input = null } = outputs;
    return { layer, h: y, input, score: score?.numbers, alive, gone: sum };
  }

  /** One layer from this state, on the rows that stay, and the next score; `into`: where rows may join others, in which each goes on. The state given is not changed, and not released. */
  async advance(state: State, rows: readonly number[], _into?: Int32Array): Promise<State> {
    return (await this.#advance(state, rows, null)).next;
  }

  /**
   * As `advance`, from a state at which several runs part: what is `known` of a former one is not computed again, position 0's apart,
   * and what the next one may know is given. Not on WebGPU.
   */
  async advanceSharing(state: State, rows: readonly number[], known: Projections | null): Promise<Shared> {
    const qkv = this.restOf(known, rows);
    if (!known || !qkv) return this.#advance(state, rows, null, []);
    return { ...(await this.#advance(state, rows, qkv)), projections: known };
  }

  /** What is known of these rows but the first; null = not of all. */
  protected restOf(known: Projections | null, rows: readonly number[]): Matrix[] | null {
    const places = rows.slice(1).map((row) => known?.rows.indexOf(row) ?? -1);
    if (!known || places.includes(-1)) return null;
    if (places.length === 0) return known.each.map(({ columns }) => Matrix.none(columns));
    return known.each.map((x) => Matrix.ofRows(places.map((place) => x.row(place))));
  }

  async #advance(
    { layer, h, alive, gone }: State,
    rows: readonly number[],
    known: readonly Matrix[] | null,
    unread: readonly string[] = projectedOutputs,
  ): Promise<Shared> {
    const left = gone ? { gone, left: leaving(h.rows, rows) } : {};
    const given = h.onGpu ? {} : this.#projecting([rows], known);
    const session = await this.layer(layer);
    const stay = rows.map((row) => alive[row] ?? 0);
    const places = this.places(layer, [stay]);
    const outputs = await session.run({ h, rows: [rows], ...places, ...left, ...given }, unread);
    const next = this.stateOf(outputs, layer + 1, stay);
    return { next, projections: { rows, each: projectedOutputs.flatMap((name) => outputs[name] ?? []) } };
  }

  /** A layer's inputs for queries, keys and values, which are known of all rows but the first, or of none. */
  #projecting(rows: RowLists, known: readonly Matrix[] | null = null): Record<string, Matrix | RowLists> {
    const none = Matrix.none(this.hidden);
    const qkv = knownInputs.map((name, i) => [name, known?.[i] ?? none] as const);
    return { asked: known ? rows.map((some) => some.slice(0, 1)) : rows, ...Object.fromEntries(qkv) };
  }

  /** One per label, of a window of n tokens whose layers are done. */
  logits({ h, gone, units }: State, n: number): Promise<Float32Array> {
    return this.pooled(h, Matrix.of(units?.sizes ?? new Float32Array(h.rows).fill(1), h.rows), gone, n);
  }

  /** `all`: 1 × h's rows, 1 = this one came to the end. */
  protected async pooled(h: Matrix, all: Matrix, gone: Matrix | null, n: number): Promise<Float32Array> {
    const share = Matrix.of(Float32Array.of(1 / n), 1);
    const { logits } = await (await this.head.get()).run(gone ? { h, gone, all, share } : { h, firsts: [[0]] });
    return logits?.numbers ?? new Float32Array();
  }

  /** A state holds the rows of the tokens alive and no others, each its own: what runs have in common can be shared (advanceSharing). */
  get shares(): boolean {
    return this.plan.policy.matching === undefined;
  }

  /** The ends of runs in which position 0 alone is left may be one batch (advanceLone): the sum of states that left is theirs as they are, and needs no graph. */
  get batches(): boolean {
    const { pooling, blueprint } = this.plan;
    return pooling !== "mean" || blueprint.finish === undefined;
  }

  /** Windows may go through the layers side by side where nobody leaves (startAll, advanceAll). Not on WebGPU, whose graphs are of one window. */
  readonly sideBySide: boolean = true;

  /** B windows of as many tokens each, embedded, one below the other: their states before layer 0. */
  async startAll(windows: readonly WindowInput[]): Promise<Matrix> {
    const { enter } = this.plan.blueprint;
    const h = windows.map(({ ids, types }) => this.embed(ids, types));
    const session = await this.entry.get();
    const { y } = await session.run({ h: Matrix.of(concat(h), enter?.width ?? this.hidden) });
    return y ?? Matrix.none(this.hidden);
  }

  /** One layer on B windows of `places.length` rows each, which are these tokens of theirs and all stay; so is what comes out. Not on WebGPU. */
  async advanceAll(layer: number, h: Matrix, places: readonly number[]): Promise<Matrix> {
    const H = this.hidden;
    const T = places.length;
    const count = h.rows / T;
    const rows = Array.from({ length: count }, (_, window) => places.map((_, row) => window * T + row));
    const inputs = {
      h,
      rows,
      ...this.places(
        layer,
        rows.map(() => places),
      ),
      ...this.#projecting(rows),
    };
    // The graph of a model that pools by the mean asks who leaves: nobody does, so its sum is not looked at.
    const nobody = {
      left: Matrix.of(new Float32Array(count * h.rows), h.rows),
      gone: Matrix.of(new Float32Array(count * H), H),
    };
    const session = await this.layer(layer);
    const { y } = await session.run(this.plan.pooling === "mean" ? { ...inputs, ...nobody } : inputs, projectedOutputs);
    return y ?? Matrix.none(H);
  }

  /** One layer on B windows in each of which position 0 alone is left: H floats each, and so is what comes out. Not on WebGPU. */
  async advanceLone(layer: number, h: readonly Float32Array[]): Promise<Float32Array[]> {
    const y = await this.advanceAll(layer, Matrix.ofRows(h), [0]);
    return h.map((_, row) => y.row(row));
  }

  /**
   * One per label, of each of B windows whose layers are done, as many rows of h each. `gone` = the sums of those that left, none
   * without the mean; `tokens` of each window.
   */
  async logitsOfAll(h: Matrix, gone: readonly Float32Array[], tokens: readonly number[]): Promise<Float32Array[]> {
    const count = tokens.length;
    const T = h.rows / count;
    const all = Matrix.of(new Float32Array(count * h.rows), h.rows);
    for (let window = 0; window < count; window++) all.row(window).fill(1, window * T, (window + 1) * T);
    const share = Matrix.of(
      Float32Array.from(tokens, (n) => 1 / n),
      1,
    );
    const pooled =
      gone.length > 0 ? { gone: Matrix.ofRows(gone), all, share } : { firsts: [tokens.map((_, window) => window * T)] };
    const { logits } = await (await this.head.get()).run({ h, ...pooled });
    return tokens.map((_, row) => logits?.row(row) ?? new Float32Array());
  }

  /** Frees the sessions; may be called twice. */
  async release(): Promise<void> {
    await Promise.all([this.entry, ...this.layers, this.head].map((session) => session.release()));
  }

  /** A layer's input for places in the window, where it hears by them. */
  protected places(layer: number, places: RowLists): { places?: RowLists } {
    return this.plan.blueprint.layers[layer]?.places ? { places } : {};
  }

  protected layer(layer: number): Promise<Session> {
    const session = this.layers[layer];
    if (!session) throw new RangeError(`there is no layer ${layer}`);
    return session.get();
  }
}

function concat(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** 1 × N: 1 for each of the N rows that is not among those that stay. */
export function leaving(count: number, stay: readonly number[]): Matrix {
  const left = new Float32Array(count).fill(1);
  for (const row of stay) left[row] = 0;
  return Matrix.of(left, count);
}
