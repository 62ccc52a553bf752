/** Which runs ask the same: one rule, for all that compare runs. */
import { sameFates } from "./byHand.js";
import type { Texts } from "./passage.js";
import type { Run } from "./run.js";

interface Reads {
  passage: Texts;
}

/** The parts of a question, each with those before it. What is left is the control. */
interface Questions {
  /** Of one text, or of one pair. */
  text: Reads;
  /** … and of one model: a token of one run is that token of the other. */
  model: Reads & Pick<Run, "model">;
  /** … and in one arithmetic. */
  precision: Reads & Pick<Run, "model" | "precision">;
  /** … and with the same fates decided by hand. */
  fates: Reads & Pick<Run, "model" | "precision" | "forced">;
}

/** In the order in which each part is asked after. */
const same: Record<keyof Questions, (a: Questions["fates"], b: Questions["fates"]) => boolean> = {
  text: (a, b) => a.passage.text === b.passage.text && a.passage.pair === b.passage.pair,
  model: (a, b) => a.model === b.model || JSON.stringify(a.model) === JSON.stringify(b.model),
  precision: (a, b) => a.precision === b.precision,
  fates: (a, b) => sameFates(a.forced, b.forced),
};
const parts = Object.keys(same) as (keyof Questions)[];

/** Whether two runs ask the same, as far as this part of the question. */
export function sameQuestion<P extends keyof Questions>(upTo: P, a: Questions[P], b: Questions[P]): boolean {
  const asked = parts.slice(0, parts.indexOf(upTo) + 1);
  // Only the parts that this type has are looked at.
  return asked.every((part) => same[part](a as Questions["fates"], b as Questions["fates"]));
}
