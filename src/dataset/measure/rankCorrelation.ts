import type { Figure, Said } from "../../run/evaluation.js";
import { interval95, replicates, weightAt } from "../../run/bootstrap.js";
import { correlation, groupsOf, ranks } from "../../run/spearman.js";
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
