import type { Said } from "../../run/evaluation.js";
import type { Columns } from "./columns.js";
import type { LabelReading, WantedLabels } from "./labels.js";
import type { Question, Wanted } from "./reading.js";
import type { FileRecord } from "./record.js";
import type { Sample } from "./sample.js";
import type { TextColumns } from "./texts.js";

/** How the labels of one kind of answer stand in a data set's file. */
export interface GoldKind {
  /** Finds them in the first records. Throws SkimError "data-set". */
  find(sample: Sample, texts: TextColumns, file: string, wanted: Wanted): LabelColumns | Question;
  /** Looks at all of them. `labels`: the model's. */
  survey(labels: readonly string[], wanted: Wanted): LabelSurvey;
  /** For people: what the values were taken for. */
  said(read: LabelReading, labels: readonly string[], wanted?: WantedLabels): string;
  /** Columns that could hold labels too, where none is taken. */
  passed(records: readonly FileRecord[], columns: Columns, labels: readonly string[]): PassedLabels;
}

/** Where labels are. */
export interface LabelColumns {
  /** null = the rows have no labels, or `each` has them. */
  label: string | null;
  /** A column for each of the model's labels, in their order; null = there is one for all, or none. */
  each: string[] | null;
}

/** Adds the whole file's labels up, in bounded memory. */
export interface LabelSurvey {
  /** As it stands in the row: of `each`, the values in their order. */
  add(value: unknown): void;
  /** What they are; null = there are none. Throws SkimError. */
  decide(columns: Columns, file: string, wanted: Wanted): LabelReading | Question | null;
}

export interface PassedLabels {
  /** ": column “stars” (1, 2, 3) is not taken, for …"; empty = there is none. */
  said: string;
  wanted: Wanted[];
}

/** A row's label; `unknown`: as it is written, where it is none of the model's. */
export type RowLabel = { label: Said | null; unknown: string | null } | { reason: string };

export const noRowLabel: RowLabel = { label: null, unknown: null };
