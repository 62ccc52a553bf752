import { Matrix } from "../runtime/matrix.js";
import { Encoder, type State } from "./encoder.js";

/** The steps of a run whose skimmed tokens are computed on (maskedLayer.ts): a state holds the rows of all tokens of its window, and `alive` and `score` are still of those kept. */
export class MaskedEncoder extends Encoder {
  override get shares(): boolean {
    return false;
  }

  override readonly sideBySide = false;

  override async advance({ layer, h, alive, gone }: State, rows: readonly number[]): Promise<State> {
    const n = h.rows;
    const stay = rows.map((row) => alive[row] ?? 0);
    const leave = alive.filter((_, row) => !rows.includes(row));
    const session = await this.layer(layer);
    const places = this.places(layer, [Array.from({ length: n }, (_, place) => place)]);
    const left = gone ? { gone, left: marks(n, leave, n) } : {};
    const next = this.stateOf(await session.run({ h, mask: marks(n, stay, 1), ...places, ...left }), layer + 1, stay);
    const { score } = next;
    return { ...next, score: score && Float32Array.from(stay, (token) => score[token] ?? NaN) };
  }

  override logits({ h, alive, gone }: State, n: number): Promise<Float32Array> {
    return this.pooled(h, marks(n, alive, n), gone, n);
  }
}

/** Zeros, and 1 for each of these tokens. */
function marks(n: number, tokens: readonly number[], columns: number): Matrix {
  const marked = new Float32Array(n);
  for (const token of tokens) marked[token] = 1;
  return Matrix.of(marked, columns);
}
