/** What a number, a list or a word of a saved file may be. */
import * as v from "valibot";
import { shorten } from "../words/text.js";

/** More than any model has, and few enough to draw. */
export const most = { layers: 256, name: 10_000, said: 300, marks: 64 };

export const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const Amount = v.pipe(v.number(), v.finite());
export const NotNegative = v.pipe(Amount, v.minValue(0));
export const Name = v.pipe(v.string(), v.maxLength(most.name));
/** Words that are said in sentences and tooltips, where thousands of them would hold up the window. */
export const Said = v.pipe(
  v.string(),
  v.transform((words) => shorten(words, most.said)),
);
/** Long lists are checked by one loop each: an issue object an entry would make a hostile file slow. */
export const listOf = <T>(fits: (entry: unknown) => entry is T, what: string) =>
  v.custom<T[]>((list) => Array.isArray(list) && list.every(fits), `must be a list of ${what}`);
export const isCount = (x: unknown): x is number => Number.isSafeInteger(x) && (x as number) >= 0;
export const isProbability = (x: unknown): x is number => typeof x === "number" && x >= 0 && x <= 1;
export const Counts = listOf(isCount, "whole numbers from 0");
export const Amounts = listOf((x): x is number => Number.isFinite(x), "numbers");
export const NotNegatives = listOf((x): x is number => Number.isFinite(x) && (x as number) >= 0, "numbers from 0");
export const Times = listOf(
  (x): x is number | null => x === null || (Number.isFinite(x) && (x as number) >= 0),
  "numbers from 0, or null",
);
export const Probabilities = listOf(isProbability, "numbers from 0 to 1");
export const Scores = listOf((x): x is number | null => x === null || Number.isFinite(x), "numbers, or null");
