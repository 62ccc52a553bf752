/** What is said of the texts whose label, or labels, flip: the page and the terminal say it in the same words, and of which thresholds. */
import { counted } from "./counted.js";
import { controlOf, type Evaluation, type Flip } from "../run/evaluation.js";
import { isOver } from "../run/shownSweep.js";

/** A number of texts; `atLeast` = where runs were not visited, or the list is cut, there may be more. */
interface Count {
  texts: number;
  atLeast: boolean;
}

/** Texts that flip anywhere: between 0 and 1 where every threshold was run, else between the thresholds that were. */
function all({ flips, exact }: Evaluation): Count {
  return { texts: flips.items.length + flips.more, atLeast: (exact?.unfinished ?? 0) > 0 };
}

/** Texts that flip on the way from threshold 0 to `last`. */
function upTo(last: number, { flips, exact }: Evaluation): Count {
  const within = (flip: Flip) =>
    flip.flipsAt.length > 0 || flip.exact?.some(({ above }) => isOver(last, above)) === true;
  return { texts: flips.items.filter(within).length, atLeast: flips.more > 0 || (exact?.unfinished ?? 0) > 0 };
}

/** "From threshold 0 to 0.9, 1 text changes its label; over all thresholds, from 0 to 1, 26 texts do, 25 of them above 0.9 alone." */
export function flipsText(evaluation: Evaluation): string {
  const { at, exact, flipping, model } = evaluation;
  const control = controlOf(model);
  if (flipping === null) return ""; // a number changes with every run
  const changing = changes(flipping);
  const last = at.at(-1)?.threshold ?? 0;
  if (!exact)
    return `At ${at.length === 1 ? `this ${control}` : `these ${at.length} ${control}s`} ${changing(all(evaluation))}.`;
  if (last === 1) return `From ${control} 0 to 1, ${changing(all(evaluation))}.`;
  const [within, ever] = [upTo(last, evaluation), all(evaluation)];
  if (ever.texts === 0 && !ever.atLeast) return `No text changes its ${flipping} at any ${control} from 0 to 1.`;
  const beyond = ever.texts - within.texts;
  const apart =
    within.atLeast || ever.atLeast || beyond === 0
      ? ""
      : `, ${within.texts === 0 ? "all" : beyond} of them above ${last} alone`;
  const there = `${textsOf(ever)} ${ever.texts > 1 ? "do" : "does"}${apart}`;
  return `From ${control} 0 to ${last}, ${changing(within)}; over all ${control}s, from 0 to 1, ${there}.`;
}

/** Of which thresholds a list of flips is. */
function flipsRange({ exact, model }: Evaluation): string {
  const control = controlOf(model);
  return exact ? `between ${control}s 0 and 1` : `at these ${control}s`;
}

function changes(what: string): (count: Count) => string {
  return (count) => `${textsOf(count)} ${count.texts > 1 ? "change their" : "changes its"} ${what}`;
}

/** Over a list of these texts: "Texts whose labels flip at these thresholds"; null = there is none to be. */
export function flipsTitle(evaluation: Evaluation): string | null {
  const { flipping } = evaluation;
  if (flipping === null) return null;
  return `Texts whose ${flipping} ${flipping === "label" ? "flips" : "flip"} ${flipsRange(evaluation)}`;
}

function textsOf({ texts, atLeast }: Count): string {
  if (texts === 0) return atLeast ? "no text that is known of" : "no text";
  return `${atLeast ? "at least " : ""}${counted(texts, "text")}`;
}
