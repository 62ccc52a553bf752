import { Matrix } from "../runtime/matrix.js";
import { eachOutputs, knownName } from "../plan/insideGraphs.js";
import { Encoder, leaving, type Projections, type Shared, type State, type WindowInput } from "./encoder.js";
import { afterMove, joinMatrix, joinRows, single, type Units } from "./units.js";

/** Of a stage, where no other run takes it over. */
const unread = eachOutputs.inner;

/**
 * The steps of a run whose policy decides inside the layers (insideGraphs.ts). A state stands at a layer's site: `h` are the rows that
 * have heard of each other there, and `input` is what they were when they came to the layer.
 */
export class InsideEncoder extends Encoder {
  override get batches(): boolean {
    return false;
  }

  override readonly sideBySide = false;

  override async start(window: WindowInput): Promise<State> {
    const state = await super.start(window);
    return this.plan.policy.matching ? { ...state, units: single(window.ids.length) } : state;
  }

  protected override entering({ ids }: WindowInput): ReturnType<Encoder["places"]> {
    return this.places(0, [ids.map((_, place) => place)]);
  }

  override async advance(state: State, rows: readonly number[], into?: Int32Array): Promise<State> {
    const { units } = state;
    return units && into ? this.#join(state, units, rows, into) : (await this.#advance(state, rows, null, unread)).next;
  }

  override async advanceSharing(state: State, rows: readonly number[], known: Projections | null): Promise<Shared> {
    const rest = this.restOf(known, rows);
    if (!known || !rest) return this.#advance(state, rows, null, []);
    return { ...(await this.#advance(state, rows, rest, unread)), projections: known };
  }

  async #advance(
    { layer, h, alive, gone, input }: State,
    rows: readonly number[],
    known: readonly Matrix[] | null,
    unasked: readonly string[],
  ): Promise<Shared> {
    const stay = rows.map((row) => alive[row] ?? 0);
    const session = await this.layer(layer);
    const places = this.places(layer + 1, [stay]);
    const left = gone && input ? { gone, forward: input, left: leaving(h.rows, rows) } : {};
    const names = eachOutputs[this.#isLast(layer) ? "last" : "inner"];
    const none = Matrix.none(this.plan.blueprint.shape.hidden);
    const given = names.map((name, i) => [knownName(name), known?.[i] ?? none] as const);
    const asked = h.onGpu
      ? { rows: [rows] }
      : { rows: [known ? rows.slice(0, 1) : rows], ...Object.fromEntries(given) };
    const outputs = await session.run({ h, ...asked, ...places, ...left }, unasked);
    const next = this.stateOf(outputs, layer + 1, stay);
    // The last stage's is its state, which is released by itself.
    const own = ({ numbers, columns }: Matrix) => Matrix.of(numbers, columns);
    const each = names.flatMap((name) => (h.onGpu || !outputs[name] ? [] : own(outputs[name])));
    return { next, projections: { rows, each } };
  }

  #isLast(layer: number): boolean {
    return layer + 1 === this.plan.blueprint.shape.layers;
  }

  /** As `advance`, where rows join others. */
  async #join(state: State, units: Units, rows: readonly number[], into: Int32Array): Promise<State> {
    const { layer, h, alive, gone, input } = state;
    const stay = rows.map((row) => alive[row] ?? 0);
    const session = await this.layer(layer);
    const places = this.places(layer + 1, [stay]);
    const next = afterMove(units, alive, rows, into);
    const stayed = h.onGpu
      ? { h, join: joinMatrix(units, rows, into) }
      : { h: joinRows(h, units, rows, into), rows: [[...rows.keys()]] };
    // What leaves is forwarded as each of its tokens.
    const out = Matrix.of(
      units.sizes.map((size, row) => (into[row] === -1 ? size : 0)),
      h.rows,
    );
    const left = gone && input ? { gone, forward: input, left: out } : {};
    const sizes = this.#isLast(layer) ? {} : { logSizes: Matrix.of(next.sizes.map(Math.log), rows.length) };
    return {
      ...this.stateOf(await session.run({ ...stayed, ...sizes, ...places, ...left }), layer + 1, stay),
      units: next,
    };
  }
}
