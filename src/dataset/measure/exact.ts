import type { Bounds, ExactCurves, ExactFlip, ExactOutcome, Outcome } from "../../run/evaluation.js";
import { thresholdIn } from "../../run/shownSweep.js";

/** Jumps that are kept, of all rows: 52 MB of memory, some 15,000 rows of 30 tokens and 6 layers. Rows beyond are not in the curves. */
const mostJumps = 2 ** 20;
/** hits low and high, agree low and high, flops low and high. */
const width = 6;

type Values = readonly number[];

/**
 * Adds texts' exact sweeps up to the data set's curves: a text is a step function of the threshold, thus a value at 0 and jumps;
 * the data set's has all of them. FLOPs are whole numbers far below 2^53, so sums do not depend on their order.
 */
export class ExactSum {
  #rows = 0;
  #labelled = 0;
  #unfinished = 0;
  #runs = 0;
  #dense = 0;
  #full = false;
  /** Sums at threshold 0. */
  readonly #start = new Float64Array(width);
  #jumps = 0;
  #at = new Float32Array(1024);
  #deltas = new Float64Array(1024 * width);

  constructor(private readonly budget: number) {}

  /** `gold`: the row's label; null = it has none. */
  add(gold: number | null, { flopsDense, exact }: Outcome): void {
    if (!exact) throw new RangeError("the outcome of an exact evaluation has its runs");
    const { hi, lo, label, flops, leastFlops } = exact;
    this.#full ||= this.#jumps + 2 * hi.length + 1 > mostJumps;
    if (this.#full) return;
    this.#rows++;
    if (gold !== null) this.#labelled++;
    this.#runs += hi.length;
    this.#dense += flopsDense;
    const known = (i: number): Values => {
      const hit = label[i] === gold ? 1 : 0;
      const agrees = label[i] === label[0] ? 1 : 0;
      return [hit, hit, agrees, agrees, flops[i] ?? 0, flops[i] ?? 0];
    };
    const unknown: Values = [0, gold === null ? 0 : 1, 0, 1, leastFlops, flops[0] ?? 0];
    let values = known(0);
    values.forEach((value, v) => (this.#start[v] = (this.#start[v] ?? 0) + value));
    const to = (at: number, next: Values) => {
      this.#jump(at, values, next);
      values = next;
    };
    let gaps = 0;
    for (let i = 1; i <= hi.length; i++) {
      const end = hi[i - 1] ?? 0;
      const next = i < hi.length ? (lo[i] ?? end) : 1;
      if (next > end) {
        to(end, unknown);
        gaps++;
      }
      if (i < hi.length) to(next, known(i));
    }
    if (gaps > 0) this.#unfinished++;
  }

  curves(): ExactCurves {
    const order = Uint32Array.from({ length: this.#jumps }, (_, i) => i);
    order.sort((a, b) => (this.#at[a] ?? 0) - (this.#at[b] ?? 0));
    const hi: number[] = [];
    const [hits, agree, flops] = [empty(), empty(), empty()];
    const sums = this.#start.slice();
    const put = (end: number) => {
      hi.push(end);
      [hits.low, hits.high, agree.low, agree.high, flops.low, flops.high].forEach((list, v) => list.push(sums[v] ?? 0));
    };
    for (let i = 0; i < order.length;) {
      const at = this.#at[order[i] ?? 0] ?? 0;
      put(at);
      for (; i < order.length && this.#at[order[i] ?? 0] === at; i++)
        for (let v = 0; v < width; v++) sums[v] = (sums[v] ?? 0) + (this.#deltas[(order[i] ?? 0) * width + v] ?? 0);
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
      hits,
      agree,
      flops,
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
    for (let v = 0; v < width; v++) this.#deltas[this.#jumps * width + v] = (to[v] ?? 0) - (from[v] ?? 0);
    this.#jumps++;
  }
}

/** Where a text's label changes. */
export function flipsOf({ lo, hi, label }: ExactOutcome): ExactFlip[] {
  return label.flatMap((now, i) => {
    if (i === 0 || now === label[i - 1]) return [];
    const [below, above] = [hi[i - 1] ?? 0, lo[i] ?? 0];
    return [{ below, above, at: thresholdIn({ lo: above, hi: hi[i] ?? 1 }), label: now }];
  });
}

function empty(): Bounds {
  return { low: [], high: [] };
}
