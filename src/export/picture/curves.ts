/** A data set's figures over all settings, exactly, or as what they lie between. */
import { scaled } from "../../chart/scales.js";
import { controlOf, figuresOf, type Evaluation } from "../../run/evaluation.js";
import { curvesOf, pieceOf } from "../../run/exactCurves.js";
import { transkimmer } from "../../run/policy.js";
import type { Drawing, Room } from "./sheet.js";
import { drawStrips } from "./strips.js";

export function drawCurves(table: Evaluation, room: Room): Drawing {
  const { exact } = table;
  if (!exact) return { marks: [], height: 0, legend: [] };
  const pieces = exact.hi.map((_, i) => pieceOf(exact, i));
  const strips = curvesOf({ figures: figuresOf(table) }, exact).map(({ name, title, unit }) => {
    const { measure, tick } = scaled[unit];
    const own = pieces.flatMap((piece) => {
      const between = piece[name];
      return between ? [{ lo: piece.lo, hi: piece.hi, low: between[0], high: between[1] }] : [];
    });
    const values = own.flatMap(({ low, high }) => [low, high]);
    const over = (to: [number, number], size: number) => measure(values, to, size);
    return { title, tick, measure: over, curves: [{ name: "", pieces: own }] };
  });
  const { policy = transkimmer } = table.model;
  const kind = policy.control?.scale === "linear" ? "linear" : "logit";
  return { ...drawStrips(strips, { kind, bounds: exact.hi, control: controlOf(table.model) }, room), legend: [] };
}
