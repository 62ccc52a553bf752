/**
 * The one cost formula (FLOPs, 2 per multiply-add, real tokens only; embeddings, pooler and classifier left out on both sides). What a
 * token and a pair of tokens cost the model says, layer by layer: nobody else knows what its layers are made of.
 */

/** One layer of an encoder, and what is computed to decide who comes to it. */
export interface LayerCost {
  /** Of a token that is computed: every product with a weight. */
  perToken: number;
  /** What perToken is in the plain model, whose matrices are whole; absent = the same. */
  whole?: number;
  /** Of perToken: queries, keys and values, the part for which no token hears another. */
  projecting: number;
  /** Of a token that hears another one, or itself. */
  perPair: number;
  /** Tokens whose places are further apart do not hear each other; null = all do. */
  reach: number | null;
  /** Of a token that is scored before the layer; 0 = none is. */
  scoring: number;
  /** Of perToken: the feed-forward part, where it is decided before that, inside the layer, who goes on; absent = before the layer. */
  feeding?: number;
  /** Of a pair of units that is compared, for one to join the other; absent = none is. */
  matching?: number;
  /** All of the window's tokens are scored and computed, those that left too; absent = those that are there. */
  all?: true;
}

/**
 * A layer of a run on n tokens, to which those of `alive` come (their places in the window, in order) and those of `stay` go on; what is
 * computed to decide counted, `compared` pairs of them.
 */
export function stepFlops(
  n: number,
  alive: readonly number[],
  stay: readonly number[],
  cost: LayerCost,
  compared = 0,
): number {
  return decidingFlops(n, alive, cost) + matchingFlops(compared, cost) + computingFlops(n, stay, cost);
}

export const matchingFlops = (compared: number, { matching = 0 }: LayerCost): number => compared * matching;

/** Its first part, up to where it is decided who stays. */
export function decidingFlops(n: number, alive: readonly number[], cost: LayerCost): number {
  const scoring = scoringFlops(cost.all ? n : alive.length, cost);
  return cost.feeding === undefined ? scoring : scoring + layerFlops(alive, cost) - alive.length * cost.feeding;
}

/** Its second part, on those that stay. */
export function computingFlops(n: number, stay: readonly number[], cost: LayerCost): number {
  if (cost.feeding !== undefined) return stay.length * cost.feeding;
  return cost.all ? denseLayerFlops(n, cost) : layerFlops(stay, cost);
}

/** What layer `l` costs. */
export function costAt(costs: readonly LayerCost[], l: number): LayerCost {
  const cost = costs[l];
  if (!cost) throw new RangeError(`there is no layer ${l}`);
  return cost;
}

/** What an encoder says of its layers, whoever leaves and where. */
export type WholeLayerCost = Omit<LayerCost, "whole" | "scoring" | "feeding" | "matching" | "all">;

/** BERT's layer: k (8 H² + 4 H I) + 4 k² H. */
export function bertLayer(H: number, I: number): WholeLayerCost {
  return { perToken: 8 * H * H + 4 * H * I, projecting: 6 * H * H, perPair: 4 * H, reach: null };
}

/** One skim predictor: k (2 H² + 4 H). */
export const predictorFlops = (H: number): number => 2 * H * H + 4 * H;

/** What a token costs, of what it costs in the plain model; null = no matrix is factored. */
export function factoredShare(costs: readonly LayerCost[]): number | null {
  if (costs.every(({ whole }) => whole === undefined)) return null;
  const sum = (of: (cost: LayerCost) => number) => costs.reduce((total, cost) => total + of(cost), 0);
  return sum(({ perToken }) => perToken) / sum(({ perToken, whole }) => whole ?? perToken);
}

/** One layer on the tokens kept, which are known by their places in the window, in order. */
export function layerFlops(kept: readonly number[], cost: LayerCost): number {
  const pairs = cost.reach === null ? kept.length ** 2 : pairsWithin(kept, cost.reach);
  return kept.length * cost.perToken + pairs * cost.perPair;
}

/** What is computed of `alive` tokens to decide who comes to the layer. */
export function scoringFlops(alive: number, cost: LayerCost): number {
  return alive * cost.scoring;
}

/** Queries, keys and values of `count` tokens. */
export function projectionFlops(count: number, cost: LayerCost): number {
  return count * cost.projecting;
}

/** The plain model on `n` tokens: every matrix and every layer whole, nothing scored. */
export function denseFlops(n: number, costs: readonly LayerCost[]): number {
  return costs.reduce((sum, cost) => sum + denseLayerFlops(n, { ...cost, perToken: cost.whole ?? cost.perToken }), 0);
}

/** The skimmed model on `n` tokens of which those of `kept[l]` are kept at layer l; what is computed to decide counted, `compared[l]` pairs. */
export function skimmedFlops(
  n: number,
  kept: readonly (readonly number[])[],
  costs: readonly LayerCost[],
  compared: readonly number[] = [],
): number {
  return costs.reduce((sum, cost, l) => {
    const alive = l === 0 ? Array.from({ length: n }, (_, place) => place) : (kept[l - 1] ?? []);
    return sum + stepFlops(n, alive, kept[l] ?? [], cost, compared[l]);
  }, 0);
}

function denseLayerFlops(n: number, { perToken, perPair, reach }: LayerCost): number {
  const r = Math.min(reach ?? n, n - 1);
  const pairs = reach === null ? n * n : n + r * (2 * n - r - 1);
  return n * perToken + pairs * perPair;
}

/** Pairs of places, each with itself too, that are at most `reach` apart. */
function pairsWithin(places: readonly number[], reach: number): number {
  let pairs = 0;
  let first = 0;
  for (const [i, place] of places.entries()) {
    while (place - (places[first] ?? place) > reach) first++;
    pairs += 2 * (i - first) + 1;
  }
  return pairs;
}
