import type { LengthFigures, Said } from "../../run/evaluation.js";
import type { FigureInfo } from "../../run/figures.js";
import type { Kind, Sizes } from "./kind.js";
import { Sums } from "./sums.js";

/** Tokens of a text up to which it belongs to each bucket but the last: the same of every data set, so that tables can be compared. */
const most = [16, 32, 64, 128, 256, 512];

/** Sums by the length of a text. */
export class Lengths {
  readonly #buckets: { rows: number; labelled: number; sums: Sums }[];

  constructor(
    kind: Kind,
    private readonly sizes: Sizes,
  ) {
    this.#buckets = [...most, null].map(() => ({ rows: 0, labelled: 0, sums: new Sums(kind, sizes) }));
  }

  /** `said`, `flops`: per threshold, threshold 0 first. */
  add(tokens: number, gold: Said | null, said: readonly Said[], flops: readonly number[], dense: number): void {
    const found = most.findIndex((end) => tokens <= end);
    const bucket = this.#buckets.at(found);
    if (!bucket) return;
    bucket.rows++;
    if (gold !== null) bucket.labelled++;
    bucket.sums.add(1, gold, said, flops, dense);
  }

  /** Those with a row. */
  figures(quality: FigureInfo | undefined): LengthFigures[] {
    return this.#buckets.flatMap(({ rows, labelled, sums }, b) => {
      if (rows === 0) return [];
      const each = (name: FigureInfo["name"] | undefined) =>
        Array.from({ length: this.sizes.thresholds }, (_, t) => finite(name && sums.figure(name, t)));
      const [least, end] = [(most[b - 1] ?? 0) + 1, most[b] ?? null];
      return { least, most: end, rows, labelled, quality: each(quality?.name), flopsGain: each("flopsGain") };
    });
  }
}

function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
