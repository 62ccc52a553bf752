import { counted } from "./counted.js";
import type { Speed } from "../run/speed.js";

/** "Measured here, on 30 texts, in int8 on WASM, 1 thread: 1.62× as fast. A text takes 12.1 ms (95 % of them at most 30.2 ms), unskimmed 20.0 ms (44.1 ms)." */
export function speedText({ texts, backend, precision, unskimmed, skimmed, speedUp }: Speed): string {
  const ms = (time: number) => `${time.toFixed(1)} ms`;
  return `Measured here, on ${counted(texts, "text")}, in ${precision} on ${backend}: ${speedUp.toFixed(2)}× as fast. A text takes ${ms(skimmed.p50)} (95 % of them at most ${ms(skimmed.p95)}), unskimmed ${ms(unskimmed.p50)} (${ms(unskimmed.p95)}).`;
}
