/** Several policies evaluated on the same rows of one data set, as plain data, and what stands in a picture of them. */
import { controlOf, figuresOf, type Evaluation, type Figure } from "./evaluation.js";
import type { FigureInfo } from "./figures.js";
import { transkimmer } from "./policy.js";
import type { Speed } from "./speed.js";

/** Replicates of the bootstrap weigh a row alike in all tables, which have one seed: their differences are paired ones. */
export interface Comparison {
  format: 1;
  kind: "comparison";
  /** One a policy, each with the unskimmed model first. */
  tables: readonly Evaluation[];
}

/** A policy's points, from the one at which nothing leaves on. */
export interface Curve {
  policy: string;
  /** What its settings are settings of; null = nothing can be turned. */
  control: string | null;
  points: CurvePoint[];
}

export interface CurvePoint {
  setting: number;
  /** What it gains: FLOPs, or time. */
  gain: Figure & { value: number };
  quality: Figure & { value: number };
  /** Another point of any policy is as good in both, and better in one. */
  dominated: boolean;
}

/** What a picture needs of a table. */
export type Compared = Pick<Evaluation, "model" | "figures" | "labelled" | "at">;

/** What a policy's setting gains; null = it is not known. */
export type GainAt = (table: Compared, index: number) => Figure | null;

export const flopsGainAt: GainAt = ({ at }, index) => at[index]?.flopsGain ?? null;

/** Times that were measured: of a policy with nothing left out / at the setting. */
export function speedUpIn(speeds: readonly Speed[]): GainAt {
  return ({ at, model: { policy = transkimmer } }, index) => {
    const setting = at[index]?.threshold;
    if (index === 0) return { value: 1, interval: null };
    const known = speeds.find((speed) => speed.policy === policy.name && speed.threshold === setting);
    return known ? { value: known.speedUp, interval: null } : null;
  };
}

/** The figures that can be read against a gain. */
export function comparedFigures(table: Pick<Evaluation, "figures" | "labelled">): FigureInfo[] {
  return figuresOf(table).filter(({ unit }) => unit !== "times");
}

/** One curve a table, in their order. */
export function curvesOver(tables: readonly Compared[], info: FigureInfo, gainAt: GainAt = flopsGainAt): Curve[] {
  const curves = tables.map((table) => {
    const { policy = transkimmer } = table.model;
    const points = table.at.flatMap((figures, index) => {
      const [gain, quality] = [gainAt(table, index), figures[info.name]];
      if (!isKnown(gain) || !isKnown(quality)) return [];
      return [{ setting: figures.threshold, gain, quality, dominated: false }];
    });
    return { policy: policy.name, control: policy.control ? controlOf(table.model) : null, points };
  });
  const all = curves.flatMap(({ points }) => points);
  for (const point of all) point.dominated = all.some((other) => beats(other, point, info));
  return curves;
}

/** Of a policy, the best point that gains at least so much; of equal ones the one that gains more. null = there is none. */
export function bestAt({ points }: Curve, gain: number, { better }: FigureInfo): CurvePoint | null {
  const worth = ({ quality }: CurvePoint) => (better === "more" ? quality.value : -quality.value);
  const enough = points.filter((point) => point.gain.value >= gain);
  return enough.reduce<CurvePoint | null>(
    (best, point) =>
      !best || worth(point) > worth(best) || (worth(point) === worth(best) && point.gain.value > best.gain.value)
        ? point
        : best,
    null,
  );
}

function beats(a: CurvePoint, b: CurvePoint, { better }: FigureInfo): boolean {
  const [gains, loses] = [a.gain.value - b.gain.value, a.quality.value - b.quality.value];
  const gets = better === "more" ? loses : -loses;
  return gains >= 0 && gets >= 0 && gains + gets > 0;
}

function isKnown(figure: Figure | null | undefined): figure is Figure & { value: number } {
  return typeof figure?.value === "number";
}
