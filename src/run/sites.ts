/** A site is where a policy says what becomes of each row that is computed. Exit depths, and who joined whom, follow from that alone. */

/** What became of each row that came to a site, and the settings of the control that decide the same, (lo, hi]. */
export interface Move {
  /** The row, of those that came, in which each goes on: its own = it stays a unit of its own; -1 = it leaves; another one that stays = it joins that. */
  into: Int32Array;
  /** How many stay. */
  rows: number;
  /** As a setting: the highest one that decides otherwise, for fewer or more to stay; -Infinity = none lower does. */
  lo: number;
  /** As a setting: the highest one that decides the same; Infinity = all higher ones do. */
  hi: number;
  /** Pairs of rows that were compared; absent = none. */
  compared?: number;
  /** What each row was told apart by, for people; absent = rows have no scores. */
  score?: Float32Array | undefined;
}

/** A token that is part of another one's unit from layer `layer` on. `into` had not joined any then; where it does later, this is not rewritten. */
export interface Joined {
  /** Index into the passage's tokens, as `into`. */
  token: number;
  layer: number;
  into: number;
}

/** Whether each goes on in one that stays, or leaves. */
export function isMove(into: Int32Array): boolean {
  return into.every((unit) => unit === -1 || into[unit] === unit);
}

/** Those that stay, in order. */
export function stayingOf(into: Int32Array): number[] {
  const staying: number[] = [];
  into.forEach((unit, row) => {
    if (unit === row) staying.push(row);
  });
  return staying;
}

/** Where a window's tokens go on after a site: `unit` says of each in which token's row it came there (-1 = it had left), `tokens` of each row whose it is. */
export function movedOn(unit: Int32Array, into: Int32Array, tokens: readonly number[]): Int32Array {
  const next = new Int32Array(unit.length).fill(-1);
  for (const [row, token] of tokens.entries()) {
    const on = into[row] ?? -1;
    if (on >= 0) next[token] = tokens[on] ?? -1;
  }
  return unit.map((token) => (token < 0 ? -1 : (next[token] ?? -1)));
}

/** Who joined whom at a layer's site, of the tokens whose rows came there. */
export function joinedIn(into: Int32Array, tokens: readonly number[], layer: number): Joined[] {
  return tokens.flatMap((token, row) => {
    const on = into[row] ?? -1;
    return on < 0 || on === row ? [] : [{ token, layer, into: tokens[on] ?? 0 }];
  });
}

/** Exit depths of n tokens: whole layers that each passed as a unit of its own, where those of `units[l]` were such in layer l. */
export function depthOf(n: number, units: readonly (readonly number[])[]): number[] {
  const depth = Array<number>(n).fill(0);
  for (const [layer, tokens] of units.entries()) for (const token of tokens) depth[token] = layer + 1;
  return depth;
}
