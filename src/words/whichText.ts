import type { Passage } from "../run/passage.js";

/** Of two texts the one that a word is of: "second text"; null = there is one text, or it is no word. */
export function whichText(
  { pair }: Pick<Passage, "pair">,
  { second = false, special }: { second?: boolean; special: boolean },
): string | null {
  if (pair === undefined || special) return null;
  return second ? "second text" : "first text";
}
