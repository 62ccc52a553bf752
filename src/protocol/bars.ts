/** A run as bars: what the view draws, and what an exported picture does. */
import { byHandOf, forcedByToken, type ByHand } from "./byHand.js";
import { fateOf, type Fate } from "./fate.js";
import { columnDepth, type Column, type Run } from "./run.js";
import { shorten } from "./text.js";

/** One column as a bar. Layer l of L stands for the predictor before it and the layer itself; a depth is a number of layers passed. */
export interface Bar {
  column: Column;
  /** 0 … L */
  depth: number;
  fate: Fate;
  /** p(keep) asked before layer l + 1: the highest of its pieces', for a word is kept as long as one of them is; null = not asked. */
  p: (number | null)[];
  /** Fates decided by hand, in order of layers. */
  byHand: ByHand[];
}

export function barsOf(run: Run, columns: readonly Column[]): Bar[] {
  const forced = forcedByToken(run.forced);
  return columns.map((column) => {
    const byHand = byHandOf(
      column.tokens.flatMap((t) => forced.get(t) ?? []),
      column.tokens,
    );
    const p = run.scores.map((scores) => {
      const asked = column.tokens.map((t) => scores[t] ?? null).filter((s) => s !== null);
      return asked.length > 0 ? asked.reduce((a, b) => Math.max(a, b)) : null;
    });
    return { column, depth: columnDepth(run, column), fate: fateOf(run, column), p, byHand };
  });
}

/** The layers that every window has finished, 0 … L. */
export function layersOver(run: Run): number {
  return run.done.length > 0 ? run.done.reduce((a, b) => Math.min(a, b)) : 0;
}

/** What the picture says, in a sentence: "31 of 120 tokens reach the last layer; half have left by layer 4; “not” is kept to the end." */
export function summaryOf(run: Run, bars: readonly Bar[]): string {
  const n = run.tokens.length;
  const L = run.model.layers;
  if (n === 0) return "Reading the text…";
  if (run.state !== "done") return `${n} tokens, ${layersOver(run)} of ${L} layers computed.`;
  const last = run.kept[L - 1] ?? 0;
  const parts = [`${last} of ${n} tokens reach the last layer`];
  const half = run.kept.findIndex((k) => k <= n / 2);
  parts.push(half >= 0 ? `half have left before layer ${half + 1}` : "more than half are kept all the way");
  const words = bars.filter((b) => b.fate === "survived" && !b.column.special && /[\p{L}\p{N}]/u.test(b.column.text));
  if (words.length > 0) {
    const named = words.slice(0, 3).map((b) => `“${shorten(b.column.text, 20)}”`);
    const more = words.length - named.length;
    const list = more > 0 ? `${named.join(", ")} and ${more} more` : joined(named);
    parts.push(`${list} ${words.length === 1 ? "is" : "are"} kept at all ${L} layers`);
  }
  return `${parts.join("; ")}.`;
}

function joined(parts: string[]): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1) ?? ""}`;
}
