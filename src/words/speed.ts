import { counted } from "./counted.js";
import { takenOver, type Run } from "../run/run.js";
import type { RunSpeed, Speed } from "../run/speed.js";
import { duration } from "./text.js";

/** "Measured here, on 30 texts, in int8 on WASM, 1 thread: 1.62× as fast. A text takes 12.1 ms (95 % of them at most 30.2 ms), unskimmed 20.0 ms (44.1 ms)." */
export function speedText({ texts, backend, precision, unskimmed, skimmed, speedUp }: Speed): string {
  const ms = (time: number) => `${time.toFixed(1)} ms`;
  return `Measured here, on ${counted(texts, "text")}, in ${precision} on ${backend}: ${speedUp.toFixed(2)}× as fast. A text takes ${ms(skimmed.p50)} (95 % of them at most ${ms(skimmed.p95)}), unskimmed ${ms(unskimmed.p50)} (${ms(unskimmed.p95)}).`;
}

/** "1.62×": how many times as fast as with nothing skimmed; null = it was not measured, or nothing can be skimmed. */
export function speedUpText({ speed }: Pick<Run, "speed">): string | null {
  return speed && speed.unskimmed !== null ? `${(speed.unskimmed / speed.skimmed).toFixed(2)}×` : null;
}

/** "8.1 ms, unskimmed 13.2 ms: 1.62× as fast (medians of 3 warm runs each)". What was not measured compares with nothing, and says so. */
export function timeText(run: Pick<Run, "speed" | "result" | "windows" | "model">): string {
  if (run.speed) return measuredText(run.speed);
  const own = ownTimeText(run);
  return own === null ? "not measured" : `not measured; ${own}`;
}

function measuredText(speed: RunSpeed): string {
  const { unskimmed, skimmed, runs } = speed;
  if (unskimmed === null) return `${duration(skimmed)} (median of ${counted(runs, "warm run")})`;
  return `${duration(skimmed)}, unskimmed ${duration(unskimmed)}: ${speedUpText({ speed })} as fast (medians of ${counted(runs, "warm run")} each)`;
}

/** "this run took 240 ms, cold or warm"; null = it has no time of its own. */
export function ownTimeText(run: Pick<Run, "result" | "windows" | "model">): string | null {
  const ms = run.result?.ms ?? null;
  if (ms === null) return null;
  const taken = takenOver(run);
  return `this run took ${duration(ms)}, ${taken === null ? "cold or warm" : `and ${taken} taken over from the run before`}`;
}
