import { SkimError } from "../../protocol/errors.js";
import type { TokenSpan, TokenWindow } from "../../run/events.js";
import { without } from "../../run/leftOut.js";
import type { MarkEvent, MarkKind } from "../../run/marks.js";
import { importanceMark } from "../../words/marks.js";
import type { Bundle } from "../bundle/bundle.js";
import type { Encoder, WindowInput } from "../walk/encoder.js";
import { meanLogits, outcome } from "../walk/outcome.js";
import { readText, type ReadText } from "../walk/readText.js";
import { keyOf, unskimmed } from "./unskimmed.js";

/** Words that are read anew at once. */
const wordsAtOnce = 64;

export interface OcclusionOptions {
  /** A second text that is read with the first. */
  pair?: string;
  kind: MarkKind;
  /** The output whose fall is asked for; absent = the one that the unskimmed model names, or the highest. */
  label?: number;
}

/** A word of one of the texts, and the tokens that are its pieces. */
interface Word {
  start: number;
  end: number;
  second: boolean;
  tokens: number[];
}

/**
 * What each word is worth: by how much an output of the unskimmed model falls where the word is left out of its text, or the mask token
 * stands there in its place. Each such text is read and computed as if it were given by itself; only windows that are the same, to the
 * last token, are computed once. Of a word without which nothing is left there is no number. `pause` is awaited before each layer.
 * Throws SkimError "bundle-tokenizer" where there is no mask token, and as a skim does.
 */
export async function* occlusion(
  encoder: Encoder,
  bundle: Bundle,
  sideBySide: boolean,
  text: string,
  { pair, kind, label }: OcclusionOptions,
  pause: () => Promise<void>,
): AsyncGenerator<MarkEvent> {
  const { mask } = bundle.tokenizer;
  if (kind === "mask" && mask === null)
    throw new SkimError(
      "bundle-tokenizer",
      "The model’s tokenizer has no mask token: leave the words out in its place.",
    );
  const whole = readText(bundle, text, pair === undefined ? {} : { pair });
  const known = new Map<string, Float32Array>();
  const compute = async function* (inputs: readonly WindowInput[]) {
    const missing = inputs.filter((input) => !known.has(keyOf(input)));
    for await (const some of unskimmed(encoder, missing, sideBySide, pause)) {
      for (const [key, logits] of some) known.set(key, logits);
      yield;
    }
  };
  for await (const _ of compute(whole.inputs));
  const before = logitsOf(whole, known) ?? [];
  const said = label ?? outcome(bundle.plan.task, before).label ?? before.indexOf(Math.max(...before));
  const at = before[said];
  if (at === undefined) throw new SkimError("message", `The model has no output ${said}.`);
  const mark = importanceMark(kind, bundle.config.labels[said] ?? String(said));
  const words = wordsOf(whole.tokens);
  const own = new Set(known.keys());
  let done = 0;
  for (let first = 0; first < words.length; first += wordsAtOnce) {
    let waiting: { word: Word; read: ReadText }[] = [];
    for (const word of words.slice(first, first + wordsAtOnce)) {
      await pause();
      const read = readWithout(bundle, text, pair, word, kind === "mask" ? mask : null);
      if (read) waiting.push({ word, read });
      else done++;
    }
    const settle = (): MarkEvent => {
      const event: MarkEvent = { mark, tokens: [], values: [], done, total: words.length };
      waiting = waiting.filter(({ word, read }) => {
        const logits = logitsOf(read, known);
        if (!logits) return true;
        event.tokens.push(...word.tokens);
        event.values.push(...word.tokens.map(() => at - (logits[said] ?? NaN)));
        event.done = ++done;
        return false;
      });
      return event;
    };
    yield settle();
    for await (const _ of compute(waiting.flatMap(({ read }) => read.inputs))) yield settle();
    for (const key of known.keys()) if (!own.has(key)) known.delete(key);
  }
}

/** Null where nothing would be left. */
function readWithout(
  bundle: Bundle,
  text: string,
  pair: string | undefined,
  { start, end, second }: Word,
  mask: string | null,
): ReadText | null {
  const changed = (whole: string): string =>
    mask === null ? without(whole, start, end) : whole.slice(0, start) + mask + whole.slice(end);
  const texts = second
    ? { text, pair: changed(pair ?? "") }
    : { text: changed(text), ...(pair === undefined ? {} : { pair }) };
  try {
    return readText(bundle, texts.text, texts);
  } catch (error) {
    if (SkimError.is(error, "text-empty")) return null;
    throw error;
  }
}

/** Null where a window is still to be computed. Throws SkimError "bundle-weights" where they are no numbers. */
function logitsOf({ inputs, windows }: ReadText, known: ReadonlyMap<string, Float32Array>): number[] | null {
  const runs: { logits: Float32Array }[] = [];
  for (const input of inputs) {
    const logits = known.get(keyOf(input));
    if (!logits) return null;
    runs.push({ logits });
  }
  return meanLogits(runs, windows satisfies readonly TokenWindow[]);
}

/** In reading order; special tokens are none. */
function wordsOf(tokens: readonly TokenSpan[]): Word[] {
  const words = new Map<string, Word>();
  for (const [index, { word, start, end, special, second = false }] of tokens.entries()) {
    if (special || end <= start) continue;
    const key = `${word} ${second}`;
    const known = words.get(key);
    if (!known) words.set(key, { start, end, second, tokens: [index] });
    else {
      known.tokens.push(index);
      known.start = Math.min(known.start, start);
      known.end = Math.max(known.end, end);
    }
  }
  return [...words.values()];
}
