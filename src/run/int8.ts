/** How far int8 agrees with fp32 for one model: what its config.json says, and what a saved run keeps of it. */
import * as v from "valibot";
import { shorten } from "../words/text.js";

const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const Share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
/** Said in a tooltip. */
const longestName = 300;

/** Measured by models/train on `rows` rows of `data`; shares 0 … 1. */
export const Int8Schema = v.object({
  data: v.pipe(
    v.string(),
    v.transform((name) => shorten(name, longestName)),
  ),
  rows: Count,
  sameLabel: Share,
  sameDepth: Share,
  sameMasks: Share,
  accuracy: Share,
  accuracyFp32: Share,
});
export type Int8Record = v.InferOutput<typeof Int8Schema>;
