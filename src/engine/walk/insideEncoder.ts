import { Encoder, leaving, type State, type WindowInput } from "./encoder.js";

/**
 * The steps of a run whose policy decides inside the layers (insideGraphs.ts). A state stands at a layer's site: `h` are the rows that
 * have heard of each other there, and `input` is what they were when they came to the layer.
 */
export class InsideEncoder extends Encoder {
  override readonly nested = false;

  protected override entering({ ids }: WindowInput): ReturnType<Encoder["places"]> {
    return this.places(0, [ids.map((_, place) => place)]);
  }

  override async advance({ layer, h, alive, gone, input }: State, rows: readonly number[]): Promise<State> {
    const left = gone && input ? { gone, forward: input, left: leaving(h.rows, rows) } : {};
    const stay = rows.map((row) => alive[row] ?? 0);
    const places = this.places(layer + 1, [stay]);
    const session = await this.layer(layer);
    return this.stateOf(await session.run({ h, rows: [rows], ...places, ...left }), layer + 1, stay);
  }
}
