/** Interventions as people make, read and take them back: words kept or skimmed by hand. What the engine is told is `Forced` (sweep.ts). */
import { columnsOf, type Column, type Run } from "./run.js";
import type { Forced } from "./sweep.js";
import { shorten } from "../words/text.js";
import { whichText } from "../words/whichText.js";

/** A fate decided by hand: from layer `from` (0 … L-1) on, kept or skimmed. */
export type ByHand = Omit<Forced, "token">;

/** What was decided by hand of these tokens, each fate once, in order of layers. */
export function byHandOf(forced: readonly Forced[], tokens: readonly number[]): ByHand[] {
  const found = new Map<string, ByHand>();
  const these = new Set(tokens);
  for (const { token, from, keep } of forced) if (these.has(token)) found.set(`${from} ${keep}`, { from, keep });
  return [...found.values()].sort((a, b) => a.from - b.from);
}

/** The fates of each token that has some. A saved run may have hundreds of thousands. */
export function forcedByToken(forced: readonly Forced[]): Map<number, Forced[]> {
  const fates = new Map<number, Forced[]>();
  for (const fate of forced) {
    const own = fates.get(fate.token);
    if (own) own.push(fate);
    else fates.set(fate.token, [fate]);
  }
  return fates;
}

/** The fate that holds at a layer, whatever the score; null = the predictor decides. */
export function byHandAt(fates: readonly ByHand[], layer: number): ByHand | null {
  return fates.findLast(({ from }) => from <= layer) ?? null;
}

/** "kept by hand from layer 2 on" */
export function byHandText(fates: readonly ByHand[]): string {
  return fates
    .map(({ from, keep }) => `${keep ? "kept" : "skimmed"} by hand from layer ${from + 1} on`)
    .join(", then ");
}

/** With these tokens kept or skimmed from a layer on. What was decided of them for that layer and later ones gives way. */
export function decided(forced: readonly Forced[], tokens: readonly number[], { from, keep }: ByHand): Forced[] {
  const these = new Set(tokens);
  const rest = forced.filter((f) => !these.has(f.token) || f.from < from);
  return inOrder([...rest, ...tokens.map((token) => ({ token, from, keep }))]);
}

/** Without what was decided of these tokens; `only`: without that one fate of theirs. */
export function undecided(forced: readonly Forced[], tokens: readonly number[], only?: ByHand): Forced[] {
  const these = new Set(tokens);
  return forced.filter(
    (f) => !these.has(f.token) || (only !== undefined && (f.from !== only.from || f.keep !== only.keep)),
  );
}

/** What if nothing were skimmed: every token is kept from the first layer on. */
export function nothingSkimmed(run: Pick<Run, "tokens">): Forced[] {
  return decidable(run).map((token) => ({ token, from: 0, keep: true }));
}

/** These tokens are kept to the end; all others, [SEP] too, are skimmed before the first layer. */
export function onlyKept(run: Pick<Run, "tokens">, tokens: readonly number[]): Forced[] {
  const these = new Set(tokens);
  return decidable(run).map((token) => ({ token, from: 0, keep: these.has(token) }));
}

/** Words that share a fate. */
export interface Group extends ByHand {
  words: (Pick<Column, "second" | "special"> & { text: string; tokens: number[] })[];
}

/** What was decided by hand, by fate; the words in reading order. Of a word that was decided piece by piece the pieces are named. */
export function groupsOf(run: Run): Group[] {
  const groups = new Map<string, Group>();
  const fates = forcedByToken(run.forced);
  for (const column of columnsOf(run, "word")) {
    const own = column.tokens.flatMap((t) => fates.get(t) ?? []);
    for (const { from, keep } of byHandOf(own, column.tokens)) {
      const tokens = own.filter((f) => f.from === from && f.keep === keep).map((f) => f.token);
      const whole = tokens.length === column.tokens.length;
      const text = whole ? column.text : tokens.map((t) => run.tokens[t]?.piece ?? "").join(" ");
      const key = `${from} ${keep}`;
      const group = groups.get(key) ?? { from, keep, words: [] };
      groups.set(key, group);
      group.words.push({ text, tokens, special: column.special, ...(column.second ? { second: true } : {}) });
    }
  }
  return [...groups.values()].sort((a, b) => a.from - b.from || Number(b.keep) - Number(a.keep));
}

const mostNamed = 8;

/** "skimmed from layer 1 on: “warm”; kept from layer 5 on: “not”", of a pair "“not” (second text)", of many words the first; null where nothing was decided by hand. */
export function byHandSummary(run: Run): string | null {
  const groups = groupsOf(run).map(({ from, keep, words }) => {
    const named = words.slice(0, mostNamed).map((word) => {
      const which = whichText(run.passage, word);
      return `“${shorten(word.text, 20)}”${which === null ? "" : ` (${which})`}`;
    });
    const more = words.length > mostNamed ? ` and ${words.length - mostNamed} more` : "";
    return `${keep ? "kept" : "skimmed"} from layer ${from + 1} on: ${named.join(", ")}${more}`;
  });
  return groups.length > 0 ? groups.join("; ") : null;
}

/** How much was decided by hand: "3 words and [SEP]". */
export function byHandCount(run: Run): string {
  const tokens = new Set(run.forced.map((f) => f.token));
  return countText(columnsOf(run, "word").filter((column) => column.tokens.some((t) => tokens.has(t))));
}

/** "1 word", "3 words", "3 words and [SEP]", "2 special tokens": what the tokenizer adds is no word of the text. */
export function countText(columns: readonly Pick<Column, "text" | "special">[]): string {
  const special = columns.filter((column) => column.special);
  const words = columns.length - special.length;
  const parts = [
    ...(words > 0 || special.length === 0 ? [wordCount(words)] : []),
    ...(special.length > 1 ? [`${special.length} special tokens`] : special.map(({ text }) => text)),
  ];
  return parts.join(" and ");
}

/** "1 word", "3 words" */
export function wordCount(n: number): string {
  return n === 1 ? "1 word" : `${n} words`;
}

export function sameFates(a: readonly Forced[], b: readonly Forced[]): boolean {
  return a.length === b.length && JSON.stringify(inOrder(a)) === JSON.stringify(inOrder(b));
}

function decidable({ tokens }: Pick<Run, "tokens">): number[] {
  return tokens.flatMap(({ always }, token) => (always ? [] : token));
}

/** One order for one set of fates, whatever the order in which they were made. */
function inOrder(forced: readonly Forced[]): Forced[] {
  return forced
    .map(({ token, from, keep }) => ({ token, from, keep }))
    .sort((a, b) => a.token - b.token || a.from - b.from);
}
