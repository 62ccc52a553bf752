import {
  controlOf,
  qualityOf,
  type Bounded,
  type Changes,
  type EvaluatedModel,
  type Evaluation,
  type Figure,
  type Flip,
  type MalformedRow,
  type Outcome,
  type Said,
  type ThresholdFigures,
} from "../../run/evaluation.js";
import { SkimError } from "../../protocol/errors.js";
import type { FigureInfo } from "../../run/figures.js";
import type { Precision } from "../../run/run.js";
import { drawWeights, interval95, replicates } from "../../run/bootstrap.js";
import { ExactSum, flipsOf } from "./exact.js";
import type { Malformed } from "../read/record.js";
import type { Row } from "../read/rows.js";
import type { Kind, KindWhole } from "./kind.js";
import { Lengths } from "./lengths.js";
import { Sums } from "./sums.js";

/** Items of a list that are kept; of the rest only their number is. */
export const mostListed = 1000;
const excerptLength = 200;
/** Sums that are held at once: half a gigabyte. */
const mostSums = 2 ** 26;

/** What an evaluation's table says of itself. */
export interface Heading {
  file: string;
  /** What was taken as text and label. */
  columns: string;
  /** What each value of the label column was taken for; absent = there are no labels. */
  labelValues?: Evaluation["labelValues"];
  model: EvaluatedModel;
  kind: Kind;
  precision: Precision;
  /** As asked.ts has them. */
  thresholds: number[];
  /** Distinct runs of a text at most; null = only the thresholds. */
  exact: number | null;
  seed: number;
}

/** Adds rows up, in their order. Its memory depends on the thresholds and the classes, not on the number of rows, but for an exact evaluation's curves, which are bounded (exact.ts). */
export class Tally {
  #rows = 0;
  #labelled = 0;
  #tokens = 0;
  readonly #sums: Sums;
  readonly #replicates: Sums[];
  readonly #weights = new Uint8Array(replicates);
  /** Of each replicate: rows, and those with a label. */
  readonly #weighed = { rows: new Float64Array(replicates), labelled: new Float64Array(replicates) };
  readonly #kept: number[][];
  readonly #changes: Changes[];
  readonly #lengths: Lengths;
  readonly #whole: KindWhole | null;
  readonly #flips: Bounded<Flip> = { items: [], more: 0 };
  readonly #malformed: Bounded<MalformedRow> = { items: [], more: 0 };
  readonly #unknown = new Map<string, number>();
  readonly #backends = new Map<string, number>();
  #unknownMore = 0;
  readonly #exact: ExactSum | null;

  /** Throws SkimError "data-set" where so many thresholds and classes do not fit into memory. */
  constructor(private readonly heading: Heading) {
    const { thresholds, model, kind, exact, seed } = heading;
    this.#exact = exact === null ? null : new ExactSum(exact, kind);
    const classes = model.labels.length;
    const { once, each } = kind.held(classes);
    const fit = Math.floor(mostSums / (once + (replicates + 1) * each));
    if (thresholds.length > fit)
      throw new SkimError(
        "data-set",
        `${thresholds.length} ${controlOf(model)}s are too many for a model of ${classes} labels: give at most ${fit}, the unskimmed one included.`,
      );
    const sizes = { thresholds: thresholds.length, classes };
    this.#sums = new Sums(kind, sizes);
    this.#replicates = Array.from({ length: replicates }, () => new Sums(kind, sizes));
    this.#changes = thresholds.map(() => ({ changed: 0, lost: 0, gained: 0 }));
    this.#lengths = new Lengths(kind, sizes);
    this.#whole = kind.whole(sizes, seed);
    this.#kept = thresholds.map(() => Array<number>(model.layers).fill(0));
  }

  get rows(): number {
    return this.#rows;
  }

  get malformed(): number {
    return this.#malformed.items.length + this.#malformed.more;
  }

  addMalformed({ line, endLine, reason }: Malformed): void {
    put(this.#malformed, { line, endLine, reason });
  }

  add({ row, line, text, pair, label: gold, unknownLabel }: Row, outcome: Outcome): void {
    const { tokens, flopsDense, backend, at, exact } = outcome;
    this.#rows++;
    this.#backends.set(backend, (this.#backends.get(backend) ?? 0) + 1);
    this.#tokens += tokens;
    if (gold !== null) this.#labelled++;
    if (unknownLabel !== null) this.#countUnknown(unknownLabel);
    const { same } = this.heading.kind;
    const labels = at.map(({ label }) => label);
    const flops = at.map((a) => a.flops);
    this.#sums.add(1, gold, labels, flops, flopsDense);
    drawWeights(this.heading.seed, row, this.#weights);
    this.#replicates.forEach((sums, b) => {
      const weight = this.#weights[b] ?? 0;
      this.#weighed.rows[b] = (this.#weighed.rows[b] ?? 0) + weight;
      if (gold !== null) this.#weighed.labelled[b] = (this.#weighed.labelled[b] ?? 0) + weight;
      if (weight > 0) sums.add(weight, gold, labels, flops, flopsDense);
    });
    at.forEach(({ kept }, t) => {
      const sums = this.#kept[t];
      if (sums) kept.forEach((n, l) => (sums[l] = (sums[l] ?? 0) + n));
    });
    this.#lengths.add(tokens, gold, labels, flops, flopsDense);
    this.#countChanges(gold, labels);
    this.#whole?.add(row, gold, labels);
    this.#exact?.add(gold, outcome);
    const change = (all: readonly Said[]) => all.some((label, i) => i > 0 && !same(label, all[0] ?? label));
    if (change(labels) || change(exact?.label ?? [])) {
      const flipsAt = this.heading.thresholds.filter((_, t) => t > 0 && change(labels.slice(t - 1, t + 1)));
      const excerpts = { excerpt: excerptOf(text), ...(pair === undefined ? {} : { pair: excerptOf(pair) }) };
      const flip = { row, line, ...excerpts, gold, labels, flipsAt };
      put(this.#flips, exact ? { ...flip, exact: flipsOf(exact, { same }) } : flip);
    }
  }

  /** The table of the rows so far. */
  table(): Evaluation {
    const { file, columns, labelValues, model, kind, precision, thresholds, seed } = this.heading;
    const weights = this.#labelled > 0 ? this.#weighed.labelled : this.#weighed.rows;
    return {
      format: 1,
      file,
      columns,
      ...(labelValues ? { labelValues } : {}),
      model,
      precision,
      backends: [...this.#backends].map(([name, rows]) => ({ name, rows })),
      figures: [...kind.figures],
      flipping: kind.flipping,
      rows: this.#rows,
      labelled: this.#labelled,
      at: thresholds.map((threshold, t) => this.#figures(threshold, t)),
      bootstrap: { kind: "poisson", replicates, seed, ...(this.#exact ? { weights: [...weights] } : {}) },
      lengths: this.#lengths.figures(this.#quality),
      ...(this.#whole?.lack ? { lack: this.#whole.lack } : {}),
      flips: this.#flips,
      malformed: this.#malformed,
      unknownLabels: {
        items: [...this.#unknown].map(([label, rows]) => ({ label, rows })),
        more: this.#unknownMore,
      },
      ...(this.#exact ? { exact: this.#exact.curves() } : {}),
    };
  }

  #figures(threshold: number, t: number): ThresholdFigures {
    const figure = ({ name }: FigureInfo): Figure | null => {
      const value = this.#sums.figure(name, t);
      if (value === undefined) return null;
      if (!Number.isFinite(value)) return { value: null, interval: null };
      return {
        value,
        interval: interval95(Float64Array.from(this.#replicates, (sums) => sums.figure(name, t) ?? NaN)),
      };
    };
    const changes = this.#changes[t];
    const figures = this.heading.kind.figures.flatMap((info) => {
      const found = figure(info);
      return found ? [[info.name, found] as const] : [];
    });
    return {
      threshold,
      ...Object.fromEntries(figures),
      ...(t > 0 ? { loss: this.#loss(t) } : {}),
      ...(t > 0 && changes && this.heading.kind.flipping !== null ? { changes: { ...changes } } : {}),
      kept: (this.#kept[t] ?? []).map((n) => n / Math.max(1, this.#tokens)),
      ...this.#whole?.at(t),
    };
  }

  get #quality(): FigureInfo | undefined {
    return qualityOf({ figures: [...this.heading.kind.figures], labelled: this.#labelled });
  }

  /** A replicate weighs the rows of both thresholds alike: its difference is a paired one. */
  #loss(t: number): Figure {
    const quality = this.#quality;
    const loss = (sums: Sums): number => {
      const [before = NaN, now = NaN] = quality ? [sums.figure(quality.name, 0), sums.figure(quality.name, t)] : [];
      return quality?.better === "less" ? now - before : before - now;
    };
    const value = loss(this.#sums);
    if (!Number.isFinite(value)) return { value: null, interval: null };
    return { value, interval: interval95(Float64Array.from(this.#replicates, loss)) };
  }

  #countChanges(gold: Said | null, said: readonly Said[]): void {
    const { same } = this.heading.kind;
    const [dense] = said;
    if (dense === undefined) return;
    const wasRight = gold !== null && same(gold, dense);
    said.forEach((now, t) => {
      const changes = this.#changes[t];
      if (!changes || same(now, dense)) return;
      changes.changed++;
      if (wasRight) changes.lost++;
      else if (gold !== null && same(gold, now)) changes.gained++;
    });
  }

  #countUnknown(label: string): void {
    const name = label.slice(0, excerptLength);
    const rows = this.#unknown.get(name);
    if (rows !== undefined) this.#unknown.set(name, rows + 1);
    else if (this.#unknown.size < mostListed) this.#unknown.set(name, 1);
    else this.#unknownMore++;
  }
}

function put<T>(list: Bounded<T>, item: T): void {
  if (list.items.length < mostListed) list.items.push(item);
  else list.more++;
}

function excerptOf(text: string): string {
  return text.length <= excerptLength ? text : `${text.slice(0, excerptLength - 1)}…`;
}
