import type { Evaluation, EvaluatedModel } from "../../run/evaluation.js";
import { qualityOf } from "../../run/evaluation.js";
import type { FigureInfo } from "../../run/figures.js";
import { textsOf } from "../../run/passage.js";
import type { Precision } from "../../run/run.js";
import type { Kind } from "../measure/kind.js";
import { Tally } from "../measure/tally.js";
import { Sums } from "../measure/sums.js";
import type { Row } from "../read/rows.js";
import type { Control } from "../run/control.js";
import type { EngineRunner } from "../run/runner.js";
import type { Found } from "./search.js";

export interface MeasureParts {
  runners: readonly EngineRunner[];
  kind: Kind;
  model: EvaluatedModel;
  control: Control;
}

type Outcome = Awaited<ReturnType<EngineRunner["runAt"]>>;

/** The list at which nothing leaves. */
export const whole = ({ layers }: EvaluatedModel): number[] => Array<number>(layers).fill(1);

/** The figure that a list is weighed by: that against labels where rows have some. */
export function searchedQuality({ figures }: Kind, rows: readonly Row[]): FigureInfo {
  const labelled = rows.filter(({ label }) => label !== null).length;
  const quality = qualityOf({ figures: [...figures], labelled });
  if (!quality) throw new RangeError("every kind of answer has a quality");
  return quality;
}

/** What lists come to on rows that choose; null = it was cancelled. */
export async function measureLists(
  lists: readonly number[][],
  rows: readonly Row[],
  quality: FigureInfo,
  parts: MeasureParts,
): Promise<Found[] | null> {
  const { kind, model } = parts;
  const sums = new Sums(kind, { thresholds: lists.length + 1, classes: model.labels.length });
  const add = ({ label }: Row, { at, flopsDense }: Outcome) =>
    sums.add(
      1,
      label,
      at.map((run) => run.label),
      at.map(({ flops }) => flops),
      flopsDense,
    );
  if (!(await runAll([whole(model), ...lists], rows, parts, add))) return null;
  const sign = quality.better === "more" ? 1 : -1;
  return lists.map((shares, i) => ({
    shares,
    flopsGain: sums.figure("flopsGain", i + 1) ?? NaN,
    quality: sign * (sums.figure(quality.name, i + 1) ?? NaN),
  }));
}

/** The same as a table, with intervals, in which the lists are called 1, 2, … and the unskimmed model 0. null = it was cancelled. */
export async function reportLists(
  lists: readonly number[][],
  rows: readonly Row[],
  { file, columns, precision, seed }: { file: string; columns: string; precision: Precision; seed: number },
  parts: MeasureParts,
): Promise<Evaluation | null> {
  const { kind, model } = parts;
  const thresholds = [0, ...lists.map((_, i) => i + 1)];
  const tally = new Tally({ file, columns, model, kind, precision, thresholds, exact: null, seed });
  const outcomes = new Map<Row, Outcome>();
  const add = (row: Row, outcome: Outcome) => void outcomes.set(row, outcome);
  if (!(await runAll([whole(model), ...lists], rows, parts, add))) return null;
  for (const row of rows) {
    const outcome = outcomes.get(row);
    if (outcome) tally.add(row, outcome);
  }
  return tally.table();
}

/** Every row at every list, on all engines. False = it was cancelled. */
async function runAll(
  lists: readonly number[][],
  rows: readonly Row[],
  { runners, control }: MeasureParts,
  add: (row: Row, outcome: Outcome) => void,
): Promise<boolean> {
  const left = [...rows].reverse();
  const one = async (runner: EngineRunner): Promise<boolean> => {
    for (let row = left.pop(); row; row = left.pop()) {
      if (!(await control.open())) return false;
      const outcome = await control.unlessCancelled(runner.runAt(textsOf(row), lists));
      if (!outcome) return false;
      add(row, outcome);
    }
    return true;
  };
  return (await Promise.all(runners.map(one))).every(Boolean);
}
