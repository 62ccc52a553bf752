import * as v from "valibot";
import { SkimError } from "../../protocol/errors.js";
import { EvaluatedEntries } from "../../protocol/evaluationSchema.js";
import { kindOf } from "../measure/index.js";
import { Tally, type Heading } from "../measure/tally.js";
import { ReadingForm } from "../read/readingForm.js";
import type { Reading } from "../read/reading.js";
import { isMalformed, readRows, type Row, type Source } from "../read/rows.js";
import { Journal, type JournalKey, type JournalStore } from "./journal.js";

/** Of a file's rows every `of`th, from row `index` on, counted from 1. */
export interface Part {
  index: number;
  of: number;
}

export function isOfPart({ row }: Row, { index, of }: Part): boolean {
  return (row - 1) % of === index - 1;
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const PartLine = v.object({
  format: v.literal(1),
  kind: v.literal("part"),
  part: v.object({ index: v.pipe(count, v.minValue(1)), of: v.pipe(count, v.minValue(1), v.maxValue(10_000)) }),
  /** Of the journal, with its part left out. */
  key: v.object({
    model: v.string(),
    precision: v.string(),
    thresholds: v.array(v.number()),
    exact: v.exactOptional(count),
    layers: count,
    classes: count,
    reading: v.string(),
  }),
  answer: v.picklist(["one", "some", "number"]),
  reading: ReadingForm,
  heading: v.object({
    ...EvaluatedEntries,
    thresholds: v.pipe(v.array(v.number()), v.minLength(1), v.maxLength(1001)),
    exact: v.nullable(count),
    seed: count,
  }),
});
type PartLine = v.InferOutput<typeof PartLine>;

/** What a part's file says behind its journal's heading: all that the table takes beside the rows, so that merging needs no model. */
export function partLine(
  part: Part,
  key: JournalKey,
  whole: Heading,
  reading: Reading,
  answer: PartLine["answer"],
): string {
  const { kind: _, ...heading } = whole;
  return `${JSON.stringify({ format: 1, kind: "part", part, key, answer, reading, heading })}\n`;
}

/**
 * The table of all parts of one evaluation: an unbroken one's to the byte, for the rows are added up anew, in the file's order. Rejects
 * with SkimError "data-set" where the parts are not all there, not whole, not of this file or not of one evaluation.
 */
export async function mergeParts(source: Source, stores: readonly JournalStore[]): Promise<Tally> {
  const parts = await Promise.all(stores.map(async (store) => ({ store, line: await lineOf(store) })));
  const [first] = parts;
  if (!first) throw new SkimError("data-set", "Name the parts: merge FILE PART.jsonl PART.jsonl …");
  const same = ({ part: { of }, ...rest }: PartLine) => JSON.stringify([of, rest]);
  const { of } = first.line.part;
  const journals = new Map<number, { journal: Journal; name: string }>();
  const kind = kindOf({ answer: first.line.answer });
  for (const { store, line } of parts) {
    const name = store.name;
    if (same(line) !== same(first.line))
      throw new SkimError(
        "data-set",
        `${name} is of another evaluation than ${first.store.name}: merge the parts of one.`,
      );
    if (journals.has(line.part.index))
      throw new SkimError("data-set", `${name} is part ${line.part.index}/${of}, which is there already.`);
    const key = { ...line.key, part: `${line.part.index}/${of}` };
    journals.set(line.part.index, { journal: await Journal.resume(readOnly(store), key, kind), name });
  }
  const missing = Array.from({ length: of }, (_, i) => i + 1).filter((index) => !journals.has(index));
  if (missing.length > 0)
    throw new SkimError(
      "data-set",
      `Of ${of} parts these are missing: ${missing.map((i) => `${i}/${of}`).join(", ")}.`,
    );
  const tally = new Tally({ ...first.line.heading, kind });
  for await (const row of readRows(source, first.line.reading)) {
    if (isMalformed(row)) {
      tally.addMalformed(row);
      continue;
    }
    const its = journals.get(((row.row - 1) % of) + 1);
    const entry = (await its?.journal.past(row)) ?? null;
    if (!its || !entry)
      throw new SkimError(
        "data-set",
        `${its?.name ?? ""} has not come to its end: line ${row.line} is not in it. Go on with it by --resume.`,
      );
    if ("outcome" in entry) tally.add(row, entry.outcome);
    else tally.addMalformed({ line: row.line, endLine: row.line, reason: entry.failed });
  }
  return tally;
}

/** Merging writes into no part. */
function readOnly(store: JournalStore): JournalStore {
  return {
    name: store.name,
    lines: () => store.lines(),
    create: () => Promise.resolve(),
    append: () => Promise.resolve(),
  };
}

async function lineOf(store: JournalStore): Promise<PartLine> {
  for await (const line of store.lines()) {
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), PartLine), line);
    if (parsed.success) return parsed.output;
  }
  throw new SkimError(
    "data-set",
    `${store.name} is no part of an evaluation: evaluate --part 1/4 --out PART.jsonl writes one.`,
    { file: store.name },
  );
}
