/** A model evaluated on a data set at several thresholds, as plain data. */
import { counted } from "../words/counted.js";
import type { FigureInfo, FigureName } from "./figures.js";
import { policyTold, transkimmer, type PolicyInfo } from "./policy.js";
import type { Precision } from "./run.js";
import type { Semantics } from "./semantics.js";

/** What a text is, by a data set or by a model: an index into the model's labels; indices of several, ascending; or, where the model answers with a number, that number. */
export type Said = number | number[];

/** What one text came to at one threshold. */
export interface OutcomeAt {
  label: Said;
  /** Layers and predictors, as cost.ts counts them. */
  flops: number;
  /** Tokens kept per layer, summed over the windows. */
  kept: number[];
}

/**
 * One text's distinct runs from threshold 0 to 1, by columns, ascending (SweepStep has what the bounds mean). Where lo[i] is above
 * hi[i-1], or the last hi below 1, lies a gap that its budget left unvisited.
 */
export interface ExactOutcome {
  lo: number[];
  hi: number[];
  label: Said[];
  flops: number[];
  /** Below which no run of the text goes: position 0 alone at every layer. Above the first, at threshold 0, goes none. */
  leastFlops: number;
}

/** What one text came to at every threshold of the evaluation, in their order. */
export interface Outcome {
  /** [CLS] and [SEP] counted, summed over the windows. */
  tokens: number;
  /** FLOPs of plain BERT on the same windows. */
  flopsDense: number;
  /** What computed it: "WASM, 1 thread", "WebGPU, nvidia ampere". */
  backend: string;
  at: OutcomeAt[];
  /** Only where the evaluation is exact. */
  exact?: ExactOutcome;
}

export type Flipping = "label" | "labels" | null;

/** 95 % of the bootstrap's replicates lie between these; null = there is nothing to draw from. */
export type Interval = [low: number, high: number] | null;

/** A figure over the data set and its bootstrap interval. */
export interface Figure {
  value: number | null;
  interval: Interval;
}

/** Which figures there are says `Evaluation.figures`; dataset/measure/ defines them. */
export interface ThresholdFigures extends Partial<Record<FigureName, Figure>> {
  /** Of the policy's control, whatever that is called. */
  threshold: number;
  /** How much worse the quality (`qualityOf`) is than at the first setting, of the same rows: its interval is a paired one. Absent there. */
  loss?: Figure;
  /** What becomes of the texts. Absent there, too, and where the answer is a number. */
  changes?: Changes;
  /** Tokens kept / all tokens, per layer. */
  kept: number[];
  /** Rows by [label of the data set][label of the model], where a text has one label. */
  confusion?: number[][];
  /** One a label of the model, where a text has several. */
  perLabel?: LabelFigures[];
}

/** Texts by what a threshold does to their label, or labels. */
export interface Changes {
  /** Not as unskimmed. */
  changed: number;
  /** Right unskimmed and wrong here, and the other way round; of the rows with a label. */
  lost: number;
  gained: number;
}

/** The rows of texts of so many tokens, from `least` to `most`; null = to the longest. */
export interface LengthFigures {
  least: number;
  most: number | null;
  rows: number;
  labelled: number;
  /** Per threshold, the table's quality (`qualityOf`) and the FLOPs gain; null = there is nothing to tell. */
  quality: (number | null)[];
  flopsGain: (number | null)[];
}

/** How one label of several is found. */
export interface LabelFigures {
  /** Rows that the data set gives it. */
  rows: number;
  /** Of the rows that the model gives it, the share that the data set gives it; null = there are none. */
  precision: number | null;
  /** Of the rows that the data set gives it, the share that the model gives it; null = there are none. */
  recall: number | null;
}

/** A text whose label is not the same at all thresholds. */
export interface Flip {
  row: number;
  line: number;
  /** The text's beginning. */
  excerpt: string;
  /** The beginning of the second text, where each row is a pair. */
  pair?: string;
  /** Of the data set; null = the row has none. */
  gold: Said | null;
  /** The model's label per threshold. */
  labels: Said[];
  /** Of the thresholds: the label is another than at the threshold before. */
  flipsAt: number[];
  /** Only where the evaluation is exact: every flip there is. */
  exact?: ExactFlip[];
}

/** The label is another above `above` than up to `below`; they are the same but where a gap lies between. */
export interface ExactFlip {
  below: number;
  above: number;
  /** A threshold that gives the new label, in few decimals. */
  at: number;
  label: Said;
}

/** A number for each piece, or what it lies between. */
export interface Bounds {
  low: number[];
  high: number[];
}

/**
 * The data set's figures at every threshold: step functions that jump at the bounds of the texts' runs. Piece i holds for the
 * thresholds of (hi[i-1], hi[i]] as float32 numbers, the first from 0 on; the last ends at 1. `low` and `high` are the same where
 * the run of every text is known; where the budget left some unknown they are the bounds that hold whatever those come to.
 */
export interface ExactCurves {
  /** Distinct runs of one text that are visited at most. */
  budget: number;
  /** Rows that the curves are of: all, or the first so many, where all would take too much memory. */
  rows: number;
  labelled: number;
  /** Of these rows, those with runs that the budget left unvisited. */
  unfinished: number;
  /** Distinct runs of all these rows together. */
  runs: number;
  /** FLOPs of plain BERT on these rows. */
  flopsDense: number;
  /** As many as were computed; where fewer are here, neighbours were put together for drawing (`thinned`). */
  pieces: number;
  hi: number[];
  sums: FigureSum[];
  flops: Bounds;
  /** Rows that are in no curve, for runs of theirs were not visited and their numbers have no bounds. */
  leftOut?: number;
}

/** A figure that is a mean over rows, before it is divided by their number. */
export interface FigureSum extends Bounds {
  figure: FigureName;
  over: "labelled" | "rows";
}

export interface MalformedRow {
  line: number;
  endLine: number;
  reason: string;
}

/** A list that stays short: `more` others were left out. */
export interface Bounded<T> {
  items: T[];
  more: number;
}

export interface EvaluatedModel {
  name: string;
  layers: number;
  labels: string[];
  /** Absent = dropped. */
  semantics?: Semantics;
  /** Absent = transkimmer: there were no others. */
  policy?: PolicyInfo;
}

/** What a table's settings are settings of: "threshold". */
export function controlOf({ policy = transkimmer }: Pick<EvaluatedModel, "policy">): string {
  return policy.control?.name ?? "threshold";
}

/** The table of an evaluation. The same for the same file, model, thresholds, seed and backend, however it was computed and resumed. */
export interface Evaluation {
  format: 1;
  /** Name of the file, for people. */
  file: string;
  /** How the file was read, what was taken as text and label, and what the labels were taken for. */
  columns: string;
  /** Each value of the label column and its index into the model's labels; null = it is none of them; absent = there are no labels. */
  labelValues?: { value: string; label: number | null }[];
  model: EvaluatedModel;
  precision: Precision;
  /** What computed how many of the rows: more than one where it went on elsewhere. */
  backends: { name: string; rows: number }[];
  /** What is told of each threshold, the first ones first. */
  figures: FigureInfo[];
  /** What of a text may change with the threshold; null = it is a number, which changes with every run. */
  flipping: Flipping;
  /** Rows with a text that the model read. */
  rows: number;
  /** Of these, those with a label that the model knows. */
  labelled: number;
  /** In the order of the settings; the first, with which the others are compared, is the one at which nothing leaves. */
  at: ThresholdFigures[];
  bootstrap: {
    kind: "poisson";
    replicates: number;
    seed: number;
    /** Only where the evaluation is exact. Of each replicate, how many rows it weighs: those with a label or, where none has, all. */
    weights?: number[];
  };
  /** By the texts' length, the shortest first; absent = it was not kept yet when the table was made. */
  lengths?: LengthFigures[];
  /** What of the figures is missing, and why; absent = nothing. */
  lack?: string;
  flips: Bounded<Flip>;
  malformed: Bounded<MalformedRow>;
  /** Labels of the data set that the model does not know, and how many rows have them. */
  unknownLabels: Bounded<{ label: string; rows: number }>;
  /** Only where the evaluation is exact. */
  exact?: ExactCurves;
}

/** The figures that have a meaning: without labels those against labels have none. */
export function figuresOf({ figures, labelled }: Pick<Evaluation, "figures" | "labelled">): FigureInfo[] {
  return figures.filter(({ against }) => against === "dense" || labelled > 0);
}

/** The figure that a gain is weighed against: the first one against labels, or, where no row has one, against the unskimmed model. */
export function qualityOf(table: Pick<Evaluation, "figures" | "labelled">): FigureInfo | undefined {
  return figuresOf(table).find(({ unit }) => unit !== "times");
}

/** The figure whose losses a table shows; null = there are none, or the agreement says the same. */
export function lossOf(table: Pick<Evaluation, "figures" | "labelled" | "at">): FigureInfo | null {
  const quality = qualityOf(table);
  return quality?.against === "labels" && table.at.some(({ loss }) => loss) ? quality : null;
}

/** "fp32, WebGPU, nvidia ampere"; "fp32: 120 rows on WebGPU, nvidia ampere; 30 rows on WASM, 1 thread" */
export function computedOn({
  model,
  precision,
  backends,
}: Pick<Evaluation, "precision" | "backends"> & { model: Pick<EvaluatedModel, "semantics" | "policy"> }): string {
  const { semantics, policy } = model;
  const by = [
    ...(policy?.untrained ? [policyTold(policy)] : []),
    ...(semantics === "official" ? ["official semantics"] : []),
  ];
  const how = [...by, precision].join(", ");
  if (backends.length < 2) return [how, ...backends.map(({ name }) => name)].join(", ");
  const each = backends.map(({ name, rows }) => `${counted(rows, "row")} on ${name}`);
  return `${how}: ${each.join("; ")}`;
}
