/** A run as bars: what the view draws, and what an exported picture does. */
import { byHandOf, forcedByToken, type ByHand } from "./byHand.js";
import { fateOf, joinedOf, joinedWords, type Told } from "../words/fate.js";
import { columnDepth, type Column, type Run } from "./run.js";
import { textAt } from "./passage.js";
import { endOf, firstOf, standingFor, unitsOf, type WordUnit } from "./units.js";
import { whichText } from "../words/whichText.js";
import { shorten } from "../words/text.js";

/** One column as a bar. Layer l of L stands for the predictor before it and the layer itself; a depth is a number of layers passed. */
export interface Bar extends Told {
  column: Column;
  /** p(keep) asked before layer l + 1: the highest of its pieces', for a word is kept as long as one of them is; null = not asked. */
  p: (number | null)[];
  /** Where it ends, in rows of layers: one that left inside a layer, in the middle of a row. */
  end: number;
  /** … or others join it: from there on its unit is drawn. */
  alone: number;
  /** The unit of several words that it ended in; null = it left, or is a unit of its own. */
  unit: WordUnit | null;
  /** Fates decided by hand, in order of layers. */
  byHand: ByHand[];
}

export function barsOf(run: Run, columns: readonly Column[]): Bar[] {
  const forced = forcedByToken(run.forced);
  const joined = joinedWords(run);
  const units = unitsOf(run, columns);
  return columns.map((column, i) => {
    const byHand = byHandOf(
      column.tokens.flatMap((t) => forced.get(t) ?? []),
      column.tokens,
    );
    return barOf(run, column, byHand, joined, i, units.get(i));
  });
}

/** The bars after some more layers of these windows: the others are as they were, for a long text has thousands and a layer changes one. */
export function barsAfter(bars: readonly Bar[], run: Run, windows: Iterable<number>): Bar[] {
  const after = bars.slice();
  const joined = joinedWords(run);
  const columns = bars.map(({ column }) => column);
  const units = unitsOf(run, columns);
  for (const window of windows) {
    const { first, count } = run.windows[window] ?? { first: 0, count: 0 };
    // No column spans two windows: [SEP] and [CLS] lie between them.
    for (let i = columnAt(bars, first); i < bars.length; i++) {
      const bar = bars[i];
      if (!bar || (bar.column.tokens[0] ?? 0) >= first + count) break;
      after[i] = barOf(run, bar.column, bar.byHand, joined, i, units.get(i));
    }
  }
  return after;
}

function barOf(
  run: Run,
  column: Column,
  byHand: ByHand[],
  words: ReadonlyMap<number, string>,
  index: number,
  unit: WordUnit | undefined,
): Bar {
  const p = run.scores.map((scores) => {
    const asked = column.tokens.map((t) => scores[t] ?? null).filter((s) => s !== null);
    return asked.length > 0 ? asked.reduce((a, b) => Math.max(a, b)) : null;
  });
  const fate = fateOf(run, column);
  const joined = fate === "left" ? joinedOf(run, column, words) : null;
  const depth = columnDepth(run, column);
  const end = endOf(depth, fate === "left", run);
  const alone = unit ? Math.min(end, firstOf(unit, index, run)) : end;
  return { column, depth, end, alone, fate, joined, p, unit: unit ?? null, byHand };
}

/** Layers that a word passed, with the unit that it ended in: by that it is shaded. */
export const reachOf = ({ depth, unit }: Bar): number => Math.max(depth, unit?.reach ?? 0);

/** The first bar at or behind this token, by halves. */
function columnAt(bars: readonly Bar[], token: number): number {
  let [low, high] = [0, bars.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((bars[middle]?.column.tokens[0] ?? 0) < token) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The layers that every window has finished, 0 … L. */
export function layersOver(run: Run): number {
  return run.done.length > 0 ? run.done.reduce((a, b) => Math.min(a, b)) : 0;
}

/** How far a run is: "layer 3 of 6"; of a long text "window 2 of 11, layer 3 of 6", for its windows run one after another. */
export function progressText({ done, model }: Run): string {
  const under = done.findIndex((layers) => layers < model.layers);
  const window = under < 0 ? done.length - 1 : under;
  const layer = `layer ${done[window] ?? 0} of ${model.layers}`;
  return done.length > 1 ? `window ${window + 1} of ${done.length}, ${layer}` : layer;
}

/** What there is to say of a run that has no tokens: they are on their way, or it ended before they came. */
export const beforeTokens = ({ state }: Run): string =>
  state === "running" ? "Reading the text…" : "Nothing was computed.";

/** What the picture says, in a sentence: "31 of 120 tokens reach the last layer; 17 of 31 have left before layer 4; “not” is kept at all 6 layers." */
export function summaryOf(run: Run, bars: readonly Bar[]): string {
  const n = run.tokens.length;
  const L = run.model.layers;
  if (n === 0) return beforeTokens(run);
  if (run.state !== "done") return `${n} tokens, computed up to ${progressText(run)}.`;
  const pair = run.passage.pair !== undefined;
  if (run.kept.every((k) => k === n)) return `All ${n} tokens${pair ? " of both texts" : ""} pass all ${L} layers.`;
  const half = run.kept.findIndex((k) => k <= n / 2);
  const parts =
    run.joined.length > 0
      ? [`${aliveText(run, L - 1)} are computed by the last layer`]
      : [reachText(run), half >= 0 ? halfText(run, half) : "more than half are kept all the way"];
  const words = bars.filter((b) => b.fate === "survived" && !b.column.special && /[\p{L}\p{N}]/u.test(b.column.text));
  if (words.length > 0) {
    const lists = [undefined, true].flatMap((second) => {
      const own = words.filter(({ column }) => column.second === second);
      const [column] = own.map((bar) => bar.column);
      if (!column) return [];
      const which = whichText(run.passage, column);
      return `${quoted(own.map((bar) => bar.column.text))}${which === null ? "" : ` of the ${which}`}`;
    });
    parts.push(`${lists.join(", and ")} ${words.length === 1 ? "is" : "are"} kept at all ${L} layers`);
  }
  return `${parts.join("; ")}.`;
}

/** "30 of 48 have left before layer 3": half of them is a guess where one layer takes nearly all. */
function halfText({ kept, tokens, model }: Run, layer: number): string {
  const where = model.policy.site === "inside" ? "in" : "before";
  return `${tokens.length - (kept[layer] ?? 0)} of ${tokens.length} have left ${where} layer ${layer + 1}`;
}

/** What a layer computes, where some tokens joined others: "12 units, which stand for 30 of 31 tokens,". */
export function aliveText(run: Run, layer: number): string {
  const units = run.kept[layer] ?? 0;
  return `${units} ${units === 1 ? "unit, which stands" : "units, which stand"} for ${standingFor(run)[layer] ?? 0} of ${run.tokens.length} tokens,`;
}

/** How many reach the last layer. What is always kept, or stands for no characters, is no word: alone there, it says nothing of the text. */
function reachText(run: Run): string {
  const through = [...run.tokens.keys()].filter((t) => run.depth[t] === run.model.layers);
  const pieces = (tokens: readonly number[]): string =>
    joined([...new Set(tokens.map((t) => run.tokens[t]?.piece ?? ""))]);
  if (through.some((t) => run.tokens[t]?.special === false))
    return `${through.length} of ${run.tokens.length} tokens reach the last layer`;
  const isAlways = (t: number): boolean => run.tokens[t]?.always ?? false;
  const always = pieces(through.filter(isAlways));
  const others = pieces(through.filter((t) => !isAlways(t)));
  const each = run.windows.length > 1 ? `the ${always} of each window` : always;
  const only = [always === "" ? "" : `${each}, which is always kept`, others].filter(Boolean).join(", and ");
  return `No word reaches the last layer${only === "" ? "" : `: only ${only}`}`;
}

/** The one piece that stands for whatever the vocabulary has no pieces for, in its two usual spellings. */
const unknownPieces = ["[UNK]", "<unk>"];
/** A share of the tokens from which on a reader is warned. */
const mostUnknown = 0.1;

/** The words that the model could not read, in a sentence; empty = there are none. `many`: so many that its answer says little. */
export function unknownText({ tokens, passage }: Run): { text: string; many: boolean } {
  const all = tokens.filter(({ special }) => !special);
  const unknown = all.filter(
    (token) => unknownPieces.includes(token.piece) && textAt(passage, token) !== token.piece, // else the text itself says so
  );
  const [first] = unknown;
  if (!first) return { text: "", many: false };
  const many = unknown.length >= mostUnknown * all.length;
  const words = quoted([...new Set(unknown.map((token) => textAt(passage, token)))]);
  if (unknown.length === all.length)
    return {
      text: `Nothing of the text is in the model's vocabulary: it read ${first.piece} in place of ${words}. Its answer is about none of it.`,
      many,
    };
  const text = many
    ? `${unknown.length} of ${all.length} tokens are not in the model's vocabulary, so it read ${first.piece} in their place: ${words}. Its answer is about the rest.`
    : `Not in the model's vocabulary, so read as ${first.piece} and nothing more: ${words}.`;
  return { text, many };
}

/** “a”, “b”, “c” and 4 more */
function quoted(words: readonly string[]): string {
  const named = words.slice(0, 3).map((word) => `“${shorten(word, 20)}”`);
  const more = words.length - named.length;
  return more > 0 ? `${named.join(", ")} and ${more} more` : joined(named);
}

function joined(parts: string[]): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1) ?? ""}`;
}
