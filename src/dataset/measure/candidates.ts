import { changedAt } from "../../run/changed.js";
import { decidedBy, type Candidate } from "../../run/decision.js";
import { qualityOf, type Evaluation, type Flip, type Interval } from "../../run/evaluation.js";
import { pieceOf } from "../../run/exactCurves.js";
import type { FigureInfo } from "../../run/figures.js";
import { thresholdIn } from "../../run/shownSweep.js";
import { drawWeights, interval95 } from "../../run/bootstrap.js";

/** Those that no other beats in both, from the smallest loss and gain to the largest. */
export function candidatesOf(table: Evaluation): Candidate[] {
  const { quality, exactly } = decidedBy(table);
  if (!quality) return [];
  const all = exactly ? ofCurves(table, quality) : ofThresholds(table, quality);
  all.sort((a, b) => a.loss - b.loss || b.flopsGain - a.flopsGain || a.threshold - b.threshold);
  const drawn = intervals(table, quality);
  const unbeaten: Candidate[] = [];
  let gain = table.at[0]?.flopsGain?.value ?? Infinity;
  for (const candidate of all) {
    if (candidate.flopsGain <= gain) continue;
    unbeaten.push({ ...candidate, interval: candidate.interval ?? drawn(candidate.threshold) });
    gain = candidate.flopsGain;
  }
  return unbeaten;
}

function ofThresholds({ at }: Evaluation, quality: FigureInfo): Candidate[] {
  const before = at[0]?.[quality.name]?.value;
  return at.slice(1).flatMap((figures) => {
    const { threshold, flopsGain, loss } = figures;
    const [gain, after] = [flopsGain?.value, figures[quality.name]?.value];
    if (typeof gain !== "number" || typeof before !== "number" || typeof after !== "number") return [];
    const interval = loss?.interval ?? null;
    return [{ threshold, same: null, flopsGain: gain, before, after, loss: worse(quality, before, after), interval }];
  });
}

function ofCurves({ at, exact, figures, labelled }: Evaluation, quality: FigureInfo): Candidate[] {
  if (!exact) return [];
  const isQuality = qualityOf({ figures, labelled })?.name === quality.name; // what the table's losses are of
  const before = pieceOf(exact, 0)[quality.name]?.[0] ?? NaN;
  return exact.hi.flatMap((_, i) => {
    const piece = pieceOf(exact, i);
    const { lo, hi, flopsGain } = piece;
    const [low, high] = piece[quality.name] ?? [NaN, NaN];
    const after = quality.better === "more" ? low : high;
    const run = at.slice(1).find(({ threshold: t }) => Math.fround(t) > lo && Math.fround(t) <= hi);
    const threshold = run?.threshold ?? thresholdIn({ lo, hi });
    const loss = worse(quality, before, after);
    if (threshold === 0 || !Number.isFinite(loss)) return [];
    const interval = (isQuality ? run?.loss?.interval : null) ?? null;
    return [{ threshold, same: { lo, hi }, flopsGain: flopsGain[0], before, after, loss, interval }];
  });
}

function worse({ better }: FigureInfo, before: number, after: number): number {
  return better === "more" ? before - after : after - before;
}

/**
 * Of the loss at a threshold that was not evaluated by itself: of shares of rows it follows from the texts that flip, and each has the
 * weights by which every other figure was drawn. null = not all of them are listed, or known there.
 */
function intervals(table: Evaluation, { unit }: FigureInfo): (threshold: number) => Interval {
  const { bootstrap, flipping } = table;
  const { weights, seed } = bootstrap;
  if (!weights || unit !== "share" || flipping === null) return () => null;
  const known = new Map<number, Uint8Array>();
  const weightsOf = ({ row }: Flip): Uint8Array => {
    const found = known.get(row) ?? new Uint8Array(weights.length);
    if (!known.has(row)) drawWeights(seed, row, found);
    known.set(row, found);
    return found;
  };
  return (threshold) => {
    const { lost, gained, atLeast } = changedAt(table, threshold);
    if (atLeast) return null;
    const losses = new Float64Array(weights.length);
    const add = (flips: readonly Flip[], by: number) => {
      for (const weight of flips.map(weightsOf))
        for (let b = 0; b < losses.length; b++) losses[b] = (losses[b] ?? 0) + by * (weight[b] ?? 0);
    };
    add(lost, 1);
    add(gained, -1);
    return interval95(losses.map((sum, b) => sum / (weights[b] ?? 0)));
  };
}
