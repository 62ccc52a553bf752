import type { Bounds, ExactCurves, ExactFlip, ExactOutcome, Outcome, Said } from "../../run/evaluation.js";
import { thresholdIn } from "../../run/shownSweep.js";
import type { Kind } from "./kind.js";

/** Jumps that are kept, of all rows: 52 MB of memory, some 15,000 rows of 30 tokens and 6 layers. Rows beyond are not in the curves. */
const mostJumps = 2 ** 20;

type Values = readonly number[];

/**
 * Adds texts' exact sweeps up to the data set's curves: a text is a step function of the threshold, thus a value at 0 and jumps;
 * the data set's has all of them. FLOPs are whole numbers far below 2^53, and rows come in the file's order: the sums are always the same.
 */
export class ExactSum {
  #rows = 0;
  #labelled = 0;
  #unfinished = 0;
  #leftOut = 0;
  #runs = 0;
  #dense = 0;
  #full = false;
  /** Low and high of each of the kind's curves, then of the FLOPs. */
  readonly #width: number;
  /** Sums at threshold 0. */
  readonly #start: Float64Array;
  #jumps = 0;
  #at = new Float32Array(1024);
  #deltas: Float64Array;

  constructor(
    private readonly budget: number,
    private readonly kind: Kind,
  ) {
    this.#width = 2 * (kind.curves.length + 1);
    this.#start = new Float64Array(this.#width);
    this.#deltas = new Float64Array(1024 * this.#width);
  }

  /** `gold`: the row's label; null = it has none. */
  add(gold: Said | null, { flopsDense, exact }: Outcome): void {
    if (!exact) throw new RangeError("the outcome of an exact evaluation has its runs");
    const { curves } = this.kind;
    const { hi, lo, label, flops, leastFlops } = exact;
    this.#full ||= this.#jumps + 2 * hi.length + 1 > mostJumps;
    if (this.#full) return;
    const hasGaps = hi.some((end, i) => (i + 1 < hi.length ? (lo[i + 1] ?? end) : 1) > end);
    if (hasGaps) this.#unfinished++;
    if (hasGaps && curves.some(({ unknown }) => unknown === null)) {
      this.#leftOut++;
      return;
    }
    this.#rows++;
    if (gold !== null) this.#labelled++;
    this.#runs += hi.length;
    this.#dense += flopsDense;
    const dense = label[0] ?? 0;
    const counts = curves.map(({ over }) => over === "rows" || gold !== null);
    const known = (i: number): Values => {
      const parts = curves.map(({ of }, c) => (counts[c] ? of(label[i] ?? dense, gold, dense) : 0));
      return [...parts.flatMap((part) => [part, part]), flops[i] ?? 0, flops[i] ?? 0];
    };
    const unknown: Values = [
      ...curves.flatMap(({ unknown }, c) => (counts[c] && unknown ? unknown : [0, 0])),
      leastFlops,
      flops[0] ?? 0,
    ];
    let values = known(0);
    values.forEach((value, v) => (this.#start[v] = (this.#start[v] ?? 0) + value));
    const to = (at: number, next: Values) => {
      this.#jump(at, values, next);
      values = next;
    };
    for (let i = 1; i <= hi.length; i++) {
      const end = hi[i - 1] ?? 0;
      const next = i < hi.length ? (lo[i] ?? end) : 1;
      if (next > end) to(end, unknown);
      if (i < hi.length) to(next, known(i));
    }
  }

  curves(): ExactCurves {
    const order = Uint32Array.from({ length: this.#jumps }, (_, i) => i);
    order.sort((a, b) => (this.#at[a] ?? 0) - (this.#at[b] ?? 0));
    const hi: number[] = [];
    const { curves } = this.kind;
    const sums = curves.map(({ figure, over }) => ({ figure, over, ...empty() }));
    const flops = empty();
    const lists = [...sums, flops].flatMap(({ low, high }) => [low, high]);
    const now = this.#start.slice();
    const put = (end: number) => {
      hi.push(end);
      lists.forEach((list, v) => list.push(now[v] ?? 0));
    };
    for (let i = 0; i < order.length;) {
      const at = this.#at[order[i] ?? 0] ?? 0;
      put(at);
      for (; i < order.length && this.#at[order[i] ?? 0] === at; i++)
        for (let v = 0; v < this.#width; v++)
          now[v] = (now[v] ?? 0) + (this.#deltas[(order[i] ?? 0) * this.#width + v] ?? 0);
    }
    put(1);
    return {
      budget: this.budget,
      rows: this.#rows,
      labelled: this.#labelled,
      unfinished: this.#unfinished,
      runs: this.#runs,
      flopsDense: this.#dense,
      pieces: hi.length,
      hi,
      sums,
      flops,
      ...(this.#leftOut > 0 ? { leftOut: this.#leftOut } : {}),
    };
  }

  #jump(at: number, from: Values, to: Values): void {
    if (this.#jumps === this.#at.length) {
      const [bounds, deltas] = [this.#at, this.#deltas];
      this.#at = new Float32Array(2 * bounds.length);
      this.#at.set(bounds);
      this.#deltas = new Float64Array(2 * deltas.length);
      this.#deltas.set(deltas);
    }
    this.#at[this.#jumps] = at;
    for (let v = 0; v < this.#width; v++) this.#deltas[this.#jumps * this.#width + v] = (to[v] ?? 0) - (from[v] ?? 0);
    this.#jumps++;
  }
}

/** Where a text's label changes. */
export function flipsOf({ lo, hi, label }: ExactOutcome, { same }: Pick<Kind, "same">): ExactFlip[] {
  return label.flatMap((now, i) => {
    const before = label[i - 1];
    if (before === undefined || same(now, before)) return [];
    const [below, above] = [hi[i - 1] ?? 0, lo[i] ?? 0];
    return [{ below, above, at: thresholdIn({ lo: above, hi: hi[i] ?? 1 }), label: now }];
  });
}

function empty(): Bounds {
  return { low: [], high: [] };
}
