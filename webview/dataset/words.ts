import { counted } from "../../src/words/counted.js";
import type { Evaluation, Figure, Interval } from "../../src/run/evaluation.js";
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

/** What the picture's upright axis shows: accuracy, or, where no row has a label, agreement with threshold 0. */
export function quality({ labelled }: Evaluation): { name: string; of: (at: Evaluation["at"][number]) => Figure } {
  if (labelled > 0) return { name: "accuracy", of: (at) => at.accuracy };
  return { name: "agreement with threshold 0", of: (at) => at.agreement };
}

/** One sentence for people who do not see the picture, and for those who do. */
export function summary(table: Evaluation): string {
  const { rows, labelled, at, malformed } = table;
  const [first] = at;
  const last = at.at(-1);
  if (rows === 0 || !first || !last) return "No row is evaluated yet.";
  const { name, of } = quality(table);
  const bad = malformed.items.length + malformed.more;
  const parts = [
    `${counted(rows, "row")}${labelled === rows ? "" : `, ${labelled} of them with a label that the model knows`}.`,
    at.length === 1
      ? `At threshold ${first.threshold} the ${name} is ${percent(of(first).value)}, the FLOPs gain ${times(first.flopsGain.value)}.`
      : `From threshold ${first.threshold} to ${last.threshold} the ${name} goes from ${percent(of(first).value)} to ${percent(of(last).value)} and the FLOPs gain from ${times(first.flopsGain.value)} to ${times(last.flopsGain.value)}.`,
    flipsText(table),
  ];
  if (bad > 0) parts.push(`${counted(bad, "malformed row was", "malformed rows were")} left out.`);
  return parts.join(" ");
}
