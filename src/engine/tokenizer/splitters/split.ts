import * as v from "valibot";
import type { Aligned } from "../aligned.js";
import { part } from "../part.js";
import { readPattern, type Pattern } from "../pattern.js";
import type { Splitter } from "./index.js";

/** What becomes of that which is split at: it goes, stands alone, goes with the part before or after it, or with its like. */
export const Behavior = v.picklist(["Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous"]);
export type Behavior = v.InferOutput<typeof Behavior>;

const Settings = v.object({ pattern: v.unknown(), behavior: Behavior, invert: v.optional(v.boolean(), false) });

export function split(json: Record<string, unknown>): Splitter {
  const { pattern, behavior, invert } = part(Settings, json, "pre_tokenizer", "Split with pattern and behavior");
  const found = readPattern(pattern);
  return (aligned) => splitAt(aligned, found, behavior, invert);
}

interface Part {
  from: number;
  to: number;
  found: boolean;
}

/** The text cut at what the pattern finds in it, or, inverted, at all else. Parts of nothing are left out. */
export function splitAt(aligned: Aligned, pattern: Pattern, behavior: Behavior, invert = false): Aligned[] {
  const parts: Part[] = [];
  let at = 0;
  const add = (from: number, to: number, found: boolean) => parts.push({ from, to, found: found !== invert });
  for (const [from, to] of pattern(aligned.text)) {
    if (from > at) add(at, from, false);
    add(from, to, true);
    at = to;
  }
  if (at < aligned.text.length) add(at, aligned.text.length, false);
  return behave(parts, behavior).flatMap(({ from, to }) => (to > from ? [aligned.slice(from, to)] : []));
}

function behave(parts: Part[], behavior: Behavior): Part[] {
  if (behavior === "Isolated") return parts;
  if (behavior === "Removed") return parts.filter(({ found }) => !found);
  const merged: Part[] = [];
  let before = false;
  const backwards = behavior === "MergedWithNext";
  for (const part of backwards ? parts.toReversed() : parts) {
    const last = merged.at(-1);
    const joins = behavior === "Contiguous" ? part.found === before : part.found && !before;
    if (joins && last) {
      if (backwards) last.from = part.from;
      else last.to = part.to;
    } else merged.push({ ...part });
    before = part.found;
  }
  return backwards ? merged.reverse() : merged;
}
