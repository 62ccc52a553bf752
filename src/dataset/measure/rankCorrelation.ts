import type { Figure, Said } from "../../run/evaluation.js";
import { interval95, replicates, weightAt } from "./bootstrap.js";
import type { KindWhole, Sizes } from "./kind.js";

/** Numbers that are kept, a row and threshold each: 32 MB. Rows beyond leave the figure out. */
const mostKept = 2 ** 22;
/** Numbers up to which each replicate is ranked anew: about a second. Beyond there is no interval. */
const mostDrawn = 2 ** 17;

/** Spearman's correlation: Pearson's of the ranks, equal numbers sharing the mean of theirs. Ranks are no sums: the rows are kept. */
export class RankCorrelation implements KindWhole {
  readonly #rows: number[] = [];
  readonly #gold: number[] = [];
  /** Per threshold. */
  readonly #said: number[][];
  #full = false;
  /** Of what was found for as many rows. */
  #found: { rows: number; figures: Figure[] } | null = null;

  constructor(
    { thresholds }: Sizes,
    private readonly seed: number,
  ) {
    this.#said = Array.from({ length: thresholds }, () => []);
  }

  get lack(): string | null {
    if (this.#full) return `Spearman's correlation is left out: more than ${this.#rows.length} rows are not kept.`;
    if (this.#draws) return null;
    return `Spearman's correlation has no interval: ${this.#rows.length} rows would have to be ranked anew ${replicates} times.`;
  }

  get #draws(): boolean {
    return this.#rows.length * this.#said.length <= mostDrawn;
  }

  add(row: number, gold: Said | null, said: readonly Said[]): void {
    if (gold === null || this.#full) return;
    if ((this.#rows.length + 1) * said.length > mostKept) {
      this.#full = true;
      return;
    }
    this.#rows.push(row);
    this.#gold.push(gold as number);
    said.forEach((number, t) => this.#said[t]?.push(number as number));
  }

  at(t: number): { spearman: Figure } {
    if (this.#full) return { spearman: { value: null, interval: null } };
    if (this.#found?.rows !== this.#rows.length) this.#found = { rows: this.#rows.length, figures: this.#figures() };
    return { spearman: this.#found.figures[t] ?? { value: null, interval: null } };
  }

  #figures(): Figure[] {
    const n = this.#rows.length;
    const ofGold = groupsOf(this.#gold);
    const each = this.#said.map(groupsOf);
    const once = new Uint8Array(n).fill(1);
    const right = ranks(ofGold, once);
    const values = each.map((groups) => correlation(ranks(groups, once), right, once));
    const drawn = each.map(() => new Float64Array(replicates));
    const draws = this.#draws;
    const weights = new Uint8Array(n);
    for (let b = 0; draws && b < replicates; b++) {
      this.#rows.forEach((row, i) => (weights[i] = weightAt(this.seed, row, b)));
      const right = ranks(ofGold, weights);
      each.forEach((groups, t) => {
        const into = drawn[t];
        if (into) into[b] = correlation(ranks(groups, weights), right, weights);
      });
    }
    return values.map((value, t) => {
      if (!Number.isFinite(value)) return { value: null, interval: null };
      return { value, interval: draws ? interval95(drawn[t] ?? new Float64Array(0)) : null };
    });
  }
}

/** Indices in ascending order of their numbers, and where each group of equal ones ends. */
interface Groups {
  order: Uint32Array;
  ends: number[];
}

function groupsOf(numbers: readonly number[]): Groups {
  const order = Uint32Array.from(numbers.keys()).sort((a, b) => (numbers[a] ?? 0) - (numbers[b] ?? 0));
  const ends: number[] = [];
  order.forEach((index, i) => {
    const next = order[i + 1];
    if (next === undefined || numbers[next] !== numbers[index]) ends.push(i + 1);
  });
  return { order, ends };
}

/** Each row's rank where it stands there `weights` times. */
function ranks({ order, ends }: Groups, weights: Uint8Array): Float64Array {
  const found = new Float64Array(order.length);
  let [from, below] = [0, 0];
  for (const end of ends) {
    let here = 0;
    for (let i = from; i < end; i++) here += weights[order[i] ?? 0] ?? 0;
    const rank = below + (here + 1) / 2;
    for (let i = from; i < end; i++) found[order[i] ?? 0] = rank;
    below += here;
    from = end;
  }
  return found;
}

/** Pearson's, of weighted rows; NaN where one side is all the same. */
function correlation(a: Float64Array, b: Float64Array, weights: Uint8Array): number {
  let [n, sa, sb] = [0, 0, 0];
  weights.forEach((w, i) => {
    n += w;
    sa += w * (a[i] ?? 0);
    sb += w * (b[i] ?? 0);
  });
  const [ma, mb] = [sa / n, sb / n];
  let [aa, bb, ab] = [0, 0, 0];
  weights.forEach((w, i) => {
    const [da, db] = [(a[i] ?? 0) - ma, (b[i] ?? 0) - mb];
    aa += w * da * da;
    bb += w * db * db;
    ab += w * da * db;
  });
  // Ranks that differ at all differ by a half: what is less is rounding.
  const least = 1e-6;
  return aa > least && bb > least ? ab / Math.sqrt(aa * bb) : NaN;
}
