/** The one cost formula (FLOPs, 2 per multiply-add, real tokens only; embeddings, pooler and classifier left out on both sides). */

export interface LayerSizes {
  /** H */
  hidden: number;
  /** I */
  intermediate: number;
}

/** One encoder layer on `kept` tokens: k (8 H² + 4 H I) + 4 k² H. */
export function layerFlops(kept: number, { hidden: H, intermediate: I }: LayerSizes): number {
  return kept * (8 * H * H + 4 * H * I) + 4 * kept * kept * H;
}

/** Queries, keys and values of `count` tokens, the part of a layer for which no token hears another: k 6 H². */
export function projectionFlops(count: number, { hidden: H }: LayerSizes): number {
  return 6 * count * H * H;
}

/** One skim predictor on the `alive` tokens that reach it: k (2 H² + 4 H). */
export function predictorFlops(alive: number, { hidden: H }: LayerSizes): number {
  return alive * (2 * H * H + 4 * H);
}

/** Plain BERT on `n` tokens: every layer whole, no predictors. */
export function denseFlops(n: number, layers: number, sizes: LayerSizes): number {
  return layers * layerFlops(n, sizes);
}

/** The skimmed model on `n` tokens of which `kept[l]` are kept at layer l; predictors counted. */
export function skimmedFlops(n: number, kept: readonly number[], sizes: LayerSizes): number {
  return kept.reduce(
    (sum, k, l) => sum + predictorFlops(l === 0 ? n : (kept[l - 1] ?? 0), sizes) + layerFlops(k, sizes),
    0,
  );
}
