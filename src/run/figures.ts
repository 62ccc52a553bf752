/** What is told of a data set, as plain data that comes with a table: which figures there are depends on what the model answers. */
export type FigureName =
  | "accuracy"
  | "macroF1"
  | "exactMatch"
  | "microF1"
  | "pearson"
  | "spearman"
  | "meanAbsoluteError"
  | "flopsGain"
  | "agreement"
  | "meanAbsoluteDifference";

/** A share of rows, so many times, or a number in the unit of the data. */
export type Unit = "share" | "times" | "number";

export interface FigureInfo {
  name: FigureName;
  /** Over a column: "same label as unskimmed". */
  title: string;
  /** In a sentence: "agreement with the unskimmed model". */
  said: string;
  unit: Unit;
  better: "more" | "less";
  /** What it is read against: labels of the data set, or the run in which nothing leaves. */
  against: "labels" | "dense";
  /** What the thresholds are called at which it is best, and those at which it is as good as unskimmed. Only of figures that have curves. */
  best?: string;
  asGood?: string;
}

const ofLabels = { better: "more", against: "labels" } as const;
const ofDense = { better: "more", against: "dense" } as const;

export const accuracy: FigureInfo = {
  ...ofLabels,
  name: "accuracy",
  title: "accuracy",
  said: "accuracy",
  unit: "share",
  best: "most accurate",
  asGood: "cheapest that is as accurate as unskimmed",
};

export const macroF1: FigureInfo = { ...ofLabels, name: "macroF1", title: "macro-F1", said: "macro-F1", unit: "share" };

export const microF1: FigureInfo = { ...ofLabels, name: "microF1", title: "micro-F1", said: "micro-F1", unit: "share" };

export const exactMatch: FigureInfo = {
  ...ofLabels,
  name: "exactMatch",
  title: "exact match",
  said: "share of rows with exactly the right labels",
  unit: "share",
  best: "most exact matches",
  asGood: "cheapest with as many exact matches as unskimmed",
};

export const pearson: FigureInfo = {
  ...ofLabels,
  name: "pearson",
  title: "Pearson",
  said: "Pearson correlation",
  unit: "number",
};

export const spearman: FigureInfo = {
  ...ofLabels,
  name: "spearman",
  title: "Spearman",
  said: "Spearman correlation",
  unit: "number",
};

export const meanAbsoluteError: FigureInfo = {
  ...ofLabels,
  name: "meanAbsoluteError",
  title: "mean absolute error",
  said: "mean absolute error",
  unit: "number",
  better: "less",
  best: "smallest error",
  asGood: "cheapest with no larger error than unskimmed",
};

export const flopsGain: FigureInfo = {
  ...ofDense,
  name: "flopsGain",
  title: "FLOPs gain",
  said: "FLOPs gain",
  unit: "times",
};

export const sameLabel: FigureInfo = {
  ...ofDense,
  name: "agreement",
  title: "same label as unskimmed",
  said: "agreement with the unskimmed model",
  unit: "share",
  asGood: "cheapest with every label as unskimmed",
};

export const sameLabels: FigureInfo = {
  ...sameLabel,
  title: "same labels as unskimmed",
  asGood: "cheapest with all labels as unskimmed",
};

export const meanAbsoluteDifference: FigureInfo = {
  ...ofDense,
  name: "meanAbsoluteDifference",
  title: "mean difference from unskimmed",
  said: "mean absolute difference from the unskimmed model",
  unit: "number",
  better: "less",
  asGood: "cheapest with every number as unskimmed",
};

/** Of one label a text: what every table had before there were other answers. */
export const figuresOfOne: readonly FigureInfo[] = [accuracy, macroF1, flopsGain, sameLabel];
