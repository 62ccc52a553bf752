import * as v from "valibot";
import { encodings } from "../../dataset/read/encoding.js";
import { ReadingForm } from "../../dataset/read/readingForm.js";
import { emptyCells, labelSchemes } from "../../dataset/read/labels.js";
import type { Reading, Wanted } from "../../dataset/read/reading.js";
import type { Precision } from "../../run/run.js";

/** What an evaluation was asked for: enough to begin it again. */
export interface Plan {
  format: 1;
  /** Of the data set. */
  uri: string;
  /** Where the model is, as the settings say it; absent = it was not kept yet. */
  model?: string;
  /** How the file is read. */
  reading: Reading;
  /** The same for people. */
  said: string;
  /** What of that a person decided, rather than the file. */
  wanted: Wanted;
  /** As asked.ts has them. */
  thresholds: number[];
  /** Distinct runs of a text at most; null = only the thresholds. */
  exact: number | null;
  /** Several policies, one after the other, the first with the settings above; absent = one, that of the settings. */
  compared?: { policy: string; thresholds: number[] }[];
  /** Of what is done. */
  precision: Precision;
}

const WantedOfPlan = v.object({
  encoding: v.exactOptional(v.picklist(encodings)),
  delimiter: v.exactOptional(v.nullable(v.string())),
  quotes: v.exactOptional(v.boolean()),
  header: v.exactOptional(v.boolean()),
  text: v.exactOptional(v.string()),
  second: v.exactOptional(v.nullable(v.string())),
  label: v.exactOptional(v.nullable(v.string())),
  labels: v.exactOptional(
    v.union([
      v.picklist([...labelSchemes, "marks"]),
      v.custom<Record<string, string>>(isTexts, "no labels by their values"),
    ]),
  ),
  separator: v.exactOptional(v.string()),
  empty: v.exactOptional(v.picklist(emptyCells)),
});

/** valibot's own record leaves out a value that is called `__proto__`. */
function isTexts(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.values(value).every((text) => typeof text === "string");
}

const thresholds = v.pipe(v.array(v.pipe(v.number(), v.minValue(0), v.maxValue(1))), v.minLength(1), v.maxLength(1001));

const PlanFile = v.object({
  format: v.literal(1),
  uri: v.string(),
  model: v.exactOptional(v.string()),
  reading: ReadingForm,
  said: v.string(),
  wanted: WantedOfPlan,
  thresholds,
  exact: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1))),
  compared: v.exactOptional(v.pipe(v.array(v.object({ policy: v.string(), thresholds })), v.minLength(2))),
  precision: v.picklist(["fp32", "int8"]),
});

/** null where a plan's file holds none. */
export function parsePlan(content: unknown): Plan | null {
  const parsed = v.safeParse(PlanFile, content);
  return parsed.success ? parsed.output : null;
}
