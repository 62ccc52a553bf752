import { Matrix } from "../runtime/matrix.js";
import { Encoder, leaving, type State, type WindowInput } from "./encoder.js";
import { afterMove, joinMatrix, joinRows, single } from "./units.js";

/**
 * The steps of a run whose policy decides inside the layers (insideGraphs.ts). A state stands at a layer's site: `h` are the rows that
 * have heard of each other there, and `input` is what they were when they came to the layer.
 */
export class InsideEncoder extends Encoder {
  override readonly nested = false;

  override async start(window: WindowInput): Promise<State> {
    const state = await super.start(window);
    return this.plan.policy.matching ? { ...state, units: single(window.ids.length) } : state;
  }

  protected override entering({ ids }: WindowInput): ReturnType<Encoder["places"]> {
    return this.places(0, [ids.map((_, place) => place)]);
  }

  override async advance(state: State, rows: readonly number[], into?: Int32Array): Promise<State> {
    const { layer, h, alive, gone, input, units } = state;
    const stay = rows.map((row) => alive[row] ?? 0);
    const session = await this.layer(layer);
    const places = this.places(layer + 1, [stay]);
    if (!units || !into) {
      const left = gone && input ? { gone, forward: input, left: leaving(h.rows, rows) } : {};
      return this.stateOf(await session.run({ h, rows: [rows], ...places, ...left }), layer + 1, stay);
    }
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
    const isLast = layer + 1 === this.plan.blueprint.shape.layers;
    const sizes = isLast ? {} : { logSizes: Matrix.of(next.sizes.map(Math.log), rows.length) };
    return {
      ...this.stateOf(await session.run({ ...stayed, ...sizes, ...places, ...left }), layer + 1, stay),
      units: next,
    };
  }
}
