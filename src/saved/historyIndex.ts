/** The list of runs as it lies on disk. */
import * as v from "valibot";
import { wordCount } from "../run/byHand.js";
import { transkimmer } from "../run/policy.js";
import { allSemantics } from "../run/semantics.js";
import { Amounts, Count } from "./checks.js";
import type { Entry } from "./history.js";

/** What is kept of the list from one window to the next. */
export interface HistoryIndex {
  format: 2;
  /** Id of the run that the skim view showed last. */
  shown: string | null;
  /** Newest first. */
  entries: Entry[];
}

const SavedEntry = v.object({
  id: v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/)), // it names a file
  title: v.nullable(v.string()),
  pinned: v.boolean(),
  started: v.pipe(v.string(), v.isoTimestamp()),
  excerpt: v.string(),
  text: v.exactOptional(v.string()),
  name: v.string(),
  uri: v.exactOptional(v.string()),
  offset: v.exactOptional(Count),
  model: v.string(),
  precision: v.picklist(["fp32", "int8"]),
  semantics: v.exactOptional(v.picklist(allSemantics)),
  policy: v.exactOptional(v.string()),
  control: v.nullable(v.object({ name: v.string(), at: v.pipe(Amounts, v.minLength(1)) })),
  forced: v.string(),
  label: v.string(),
  probability: v.nullable(v.number()),
  tokens: Count,
  gain: v.number(),
});
const shown = v.nullable(v.string());
const Index = v.object({ format: v.literal(2), shown, entries: v.array(SavedEntry) });

/** Of a list that 0.1.0 wrote `forced` is a number of words, or not there yet. */
const EntryOne = v.pipe(
  v.object({
    ...v.omit(SavedEntry, ["control"]).entries,
    threshold: Amounts,
    forced: v.optional(
      v.union([
        v.string(),
        v.pipe(
          Count,
          v.transform((n) => (n > 0 ? wordCount(n) : "")),
        ),
      ]),
      "",
    ),
  }),
  v.transform(({ threshold, ...entry }): Entry => {
    const name = transkimmer.control?.name ?? "";
    return { ...entry, control: threshold.length > 0 ? { name, at: threshold } : null };
  }),
);
/** As version 0.1.0 and the days after it wrote it. */
const IndexOne = v.pipe(
  v.object({ format: v.literal(1), shown, entries: v.array(EntryOne) }),
  v.transform((index): HistoryIndex => ({ ...index, format: 2 })),
);

/** Null where it is none. */
export function readIndex(json: unknown): HistoryIndex | null {
  const parsed = v.safeParse(v.union([Index, IndexOne]), json, { abortEarly: true });
  return parsed.success ? parsed.output : null;
}
