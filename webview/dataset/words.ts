import { counted } from "../../src/words/counted.js";
import { numberText } from "../../src/words/answer.js";
import type { Unit } from "../../src/run/figures.js";
import {
  controlOf,
  qualityOf,
  type Evaluation,
  type Interval,
  type ThresholdFigures,
} from "../../src/run/evaluation.js";
import { flipsText } from "../../src/words/flips.js";
import type { Between } from "../../src/run/exactCurves.js";

/** 0.8721 as "87.2 %" */
export function percent(value: number | null): string {
  return value === null ? "–" : `${(value * 100).toFixed(1)} %`;
}

export function times(value: number | null): string {
  return value === null ? "–" : `${value.toFixed(2)}×`;
}

export function range(interval: Interval, write: (value: number) => string): string {
  return interval ? `${write(interval[0])} to ${write(interval[1])}` : "";
}

/** "87.2 %", or "87.1 % to 87.3 %" where it is not known better. */
export function between(value: Between | null, write: (value: number) => string): string {
  if (!value) return "–";
  const [low, high] = value.map(write);
  return low === high ? (low ?? "") : `${low ?? ""} to ${high ?? ""}`;
}

/** How a figure is written: "87.2 %", "1.75×", "0.8812". */
export const writing: Record<Unit, (value: number | null) => string> = {
  share: percent,
  times,
  number: (value) => (value === null ? "–" : numberText(value)),
};

/** One sentence for people who do not see the picture, and for those who do. */
export function summary(table: Evaluation): string {
  const { rows, labelled, at, malformed } = table;
  const [first] = at;
  const last = at.at(-1);
  const bad = malformed.items.length + malformed.more;
  const leftOut = bad > 0 ? `${counted(bad, "malformed row was", "malformed rows were")} left out.` : "";
  if (rows === 0 || !first || !last) return `No row is evaluated. ${leftOut}`.trim();
  const control = controlOf(table.model);
  const quality = qualityOf(table);
  if (!quality) return "";
  const write = (at: ThresholdFigures) => writing[quality.unit](at[quality.name]?.value ?? null);
  const gain = (at: ThresholdFigures) => times(at.flopsGain?.value ?? null);
  const parts = [
    `${counted(rows, "row")}${labelled === rows ? "" : `, ${labelled} of them with a label that the model knows`}.`,
    at.length === 1
      ? `At ${control} ${first.threshold} the ${quality.said} is ${write(first)}, the FLOPs gain ${gain(first)}.`
      : `From ${control} ${first.threshold} to ${last.threshold} the ${quality.said} goes from ${write(first)} to ${write(last)} and the FLOPs gain from ${gain(first)} to ${gain(last)}.`,
    flipsText(table),
    leftOut,
  ];
  return parts.filter((part) => part !== "").join(" ");
}
