import { SkimError } from "../../protocol/errors.js";
import type { TokenSpan, TokenWindow } from "../../run/events.js";
import type { Forced } from "../../run/sweep.js";
import type { Bundle } from "../bundle/bundle.js";
import { splitPair, splitWindows } from "../tokenizer/windows.js";
import type { WindowInput } from "./encoder.js";
import { forcedByWindow } from "./forced.js";

/** A text, or a pair, as a model reads it. */
export interface ReadText {
  tokens: TokenSpan[];
  windows: TokenWindow[];
  /** One a window. */
  inputs: WindowInput[];
  /** One list a window (forcedByWindow). */
  forced: Forced[][];
}

/** Throws SkimError "text-empty", "text-pair" or "forced". */
export function readText(
  { tokenizer, plan }: Pick<Bundle, "tokenizer" | "plan">,
  text: string,
  { pair, forced = [] }: { pair?: string; forced?: readonly Forced[] },
): ReadText {
  if (text.trim() === "") throw new SkimError("text-empty", "There is no text to classify: select some, or type some.");
  if (pair?.trim() === "") throw new SkimError("text-empty", "The second text of the pair is empty: give two texts.");
  const { maxTokens, layers } = plan.blueprint.shape;
  const { tokens, windows, types } =
    pair === undefined ? splitWindows(text, tokenizer, maxTokens) : splitPair([text, pair], tokenizer, maxTokens);
  // A template may hold no special tokens, and a normalizer take all characters.
  if (tokens.length === 0)
    throw new SkimError("text-empty", "Of this text the tokenizer leaves nothing: select another, or type some.");
  for (const { first } of windows) Object.assign(tokens[first] ?? {}, { always: true });
  const inputs = windows.map(({ first, count }) => ({
    ids: tokens.slice(first, first + count).map((token) => token.id),
    types: types.slice(first, first + count),
  }));
  return { tokens, windows, inputs, forced: forcedByWindow(forced, windows, layers) };
}
