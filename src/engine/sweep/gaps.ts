import { expit, logit } from "../../run/logit.js";
import type { Scale } from "./scale.js";

/** A closed range of ordinals (scale.ts). */
export interface Gap {
  first: number;
  last: number;
}

/** The settings that are still to be visited: closed ranges, ascending, apart from each other. */
export class Gaps {
  #gaps: Gap[];

  /** The ranges must be ascending and apart from each other. */
  constructor(
    gaps: readonly Gap[],
    readonly scale: Scale,
  ) {
    this.#gaps = gaps.map((gap) => ({ ...gap }));
  }

  get all(): readonly Readonly<Gap>[] {
    return this.#gaps;
  }

  /** Of all gaps together. */
  get width(): number {
    return this.#gaps.reduce((sum, gap) => sum + this.#widthOf(gap), 0);
  }

  overlap({ first, last }: Gap): boolean {
    const gap = this.#gaps[this.#at(first)];
    return gap !== undefined && gap.first <= last;
  }

  /** The gap that a setting lies in. */
  around(point: number): Gap | undefined {
    const gap = this.#gaps[this.#at(point)];
    return gap !== undefined && gap.first <= point ? gap : undefined;
  }

  remove({ first, last }: Gap): void {
    const from = this.#at(first);
    let to = from;
    const rest: Gap[] = [];
    for (let gap = this.#gaps[to]; gap && gap.first <= last; gap = this.#gaps[++to]) {
      if (gap.first < first) rest.push({ first: gap.first, last: first - 1 });
      if (gap.last > last) rest.push({ first: last + 1, last: gap.last });
    }
    this.#gaps.splice(from, to - from, ...rest);
  }

  /**
   * The setting to visit next; undefined = no gap is left. Coarse first: the ends, then the middle of the widest gap while one
   * is wider than `coarse`. Then upwards from the lowest gap's lower end, which makes no new gaps.
   */
  next(coarse: number): number | undefined {
    const [lowest] = this.#gaps;
    const highest = this.#gaps.at(-1);
    if (!lowest || !highest) return undefined;
    let widest = lowest;
    for (const gap of this.#gaps) if (this.#widthOf(gap) > this.#widthOf(widest)) widest = gap;
    if (this.#widthOf(widest) <= coarse) return lowest.first;
    const { scale } = this;
    const middle = scale.ordinal(expit((logit(scale.at(widest.first)) + logit(scale.at(widest.last))) / 2));
    return Math.max(widest.first, Math.min(widest.last, middle));
  }

  /** Index of the first gap that ends at `first` or above. */
  #at(first: number): number {
    let low = 0;
    let high = this.#gaps.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#gaps[middle]?.last ?? 0) < first) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** On the logit scale: so the range is sampled evenly where scores lie, and as people see it. */
  #widthOf({ first, last }: Gap): number {
    return logit(this.scale.at(last)) - logit(this.scale.at(first));
  }
}
