/** Tokens that are computed as one, where rows may join others. */
import { movedOn } from "../../run/sites.js";
import { Matrix } from "../runtime/matrix.js";

export interface Units {
  /** Of each token of the window the one whose row it goes on in; -1 = it left. */
  unit: Int32Array;
  /** Tokens of each row. */
  sizes: Float32Array;
}

/** n tokens, each a unit of its own. */
export function single(n: number): Units {
  return { unit: Int32Array.from({ length: n }, (_, token) => token), sizes: new Float32Array(n).fill(1) };
}

/** After a site: `alive` are the tokens of the rows that came, each of which went on in the row `into` (-1 = it left), and `rows` are those that stay. */
export function afterMove(units: Units, alive: readonly number[], rows: readonly number[], into: Int32Array): Units {
  const sizes = new Float32Array(rows.length);
  const placeOf = new Map(rows.map((row, place) => [row, place]));
  for (const [row, on] of into.entries()) {
    const place = placeOf.get(on);
    if (place !== undefined) sizes[place] = (sizes[place] ?? 0) + (units.sizes[row] ?? 0);
  }
  return { unit: movedOn(units.unit, into, alive), sizes };
}

/** The rows that stay, T × H of N × H: each the mean of those that go on in it, by their sizes. */
export function joinRows(h: Matrix, units: Units, rows: readonly number[], into: Int32Array): Matrix {
  const joined = Matrix.ofRows(rows.map((row) => h.row(row)));
  for (const [place, parts] of partsOf(units, rows, into)) {
    const sum = joined.row(place).fill(0);
    for (const { row, weight } of parts) h.row(row).forEach((x, i) => (sum[i] = (sum[i] ?? 0) + weight * x));
  }
  return joined;
}

/** The same as what it is to be multiplied by, T × N. */
export function joinMatrix(units: Units, rows: readonly number[], into: Int32Array): Matrix {
  const join = Matrix.of(new Float32Array(rows.length * into.length), into.length);
  for (const [place, row] of rows.entries()) join.row(place)[row] = 1;
  for (const [place, parts] of partsOf(units, rows, into))
    for (const { row, weight } of parts) join.row(place)[row] = weight;
  return join;
}

/** Of the rows that others join, by their places among those that stay: what they are made of. */
function partsOf({ sizes }: Units, rows: readonly number[], into: Int32Array) {
  const parts = new Map<number, { row: number; weight: number }[]>();
  const placeOf = new Map(rows.map((row, place) => [row, place]));
  for (const [row, on] of into.entries()) {
    const place = on === row ? undefined : placeOf.get(on);
    if (place === undefined) continue;
    const own = parts.get(place) ?? [{ row: on, weight: sizes[on] ?? 0 }];
    parts.set(place, [...own, { row, weight: sizes[row] ?? 0 }]);
  }
  for (const own of parts.values()) {
    const total = own.reduce((sum, { weight }) => sum + weight, 0);
    for (const part of own) part.weight /= total;
  }
  return parts;
}
