import * as v from "valibot";
import { allSemantics } from "../run/semantics.js";
import { figuresOfOne, type FigureName } from "../run/figures.js";
import type { Evaluation } from "../run/evaluation.js";
import type { Speed } from "../run/speed.js";
import { SavedPolicy } from "../saved/savedModel.js";
import type { DatasetToHost } from "./evaluationView.js";
import { readMessage } from "./readMessage.js";

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const threshold = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

const Message = v.variant("type", [
  v.object({ type: v.literal("ready") }),
  v.object({ type: v.literal("pause") }),
  v.object({ type: v.literal("resume") }),
  v.object({ type: v.literal("cancel") }),
  v.object({ type: v.literal("choose") }),
  v.object({ type: v.literal("reread") }),
  v.object({ type: v.literal("use"), threshold }),
  v.object({ type: v.literal("measure"), threshold }),
  v.object({ type: v.literal("measureAll") }),
  v.object({ type: v.literal("stopMeasuring") }),
  v.object({ type: v.literal("compare") }),
  v.object({ type: v.literal("show"), policy: v.string() }),
  v.object({ type: v.literal("export"), as: v.picklist(["json", "csv", "speed"]) }),
  v.object({ type: v.literal("figure") }),
  v.object({ type: v.literal("reveal"), line: v.pipe(count, v.minValue(1)) }),
  v.object({ type: v.literal("open"), row: v.pipe(count, v.minValue(1)), threshold }),
]);

const Figure = v.object({ value: v.nullable(v.number()), interval: v.nullable(v.tuple([v.number(), v.number()])) });
const Bounds = v.object({ low: v.array(v.number()), high: v.array(v.number()) });
const said = v.union([v.number(), v.array(count)]);
const figureName = v.picklist([
  "accuracy",
  "macroF1",
  "exactMatch",
  "microF1",
  "pearson",
  "spearman",
  "meanAbsoluteError",
  "flopsGain",
  "agreement",
  "meanAbsoluteDifference",
] satisfies FigureName[]);
const Info = v.object({
  name: figureName,
  title: v.string(),
  said: v.string(),
  unit: v.picklist(["share", "times", "number"]),
  better: v.picklist(["more", "less"]),
  against: v.picklist(["labels", "dense"]),
  best: v.exactOptional(v.string()),
  asGood: v.exactOptional(v.string()),
});
const bounded = <T extends v.GenericSchema>(item: T) =>
  v.object({ items: v.pipe(v.array(item), v.maxLength(10_000)), more: count });

/** What a table is of, and a part of one. */
export const EvaluatedEntries = {
  file: v.string(),
  columns: v.string(),
  labelValues: v.exactOptional(v.array(v.object({ value: v.string(), label: v.nullable(count) }))),
  model: v.object({
    name: v.string(),
    layers: count,
    labels: v.array(v.string()),
    semantics: v.exactOptional(v.picklist(allSemantics)),
    policy: v.exactOptional(SavedPolicy),
  }),
  precision: v.picklist(["fp32", "int8"]),
};

const Table = v.object({
  format: v.literal(1),
  ...EvaluatedEntries,
  backends: v.optional(v.array(v.object({ name: v.string(), rows: count })), []), // it was not written down before
  // Before there were other answers every table was of one label a text.
  figures: v.optional(v.array(Info), () => [...figuresOfOne]),
  flipping: v.optional(v.nullable(v.picklist(["label", "labels"])), "label"),
  rows: count,
  labelled: count,
  at: v.array(
    v.object({
      threshold,
      ...v.entriesFromList(figureName.options, v.exactOptional(Figure)),
      loss: v.exactOptional(Figure),
      changes: v.exactOptional(v.object({ changed: count, lost: count, gained: count })),
      kept: v.array(v.number()),
      confusion: v.exactOptional(v.array(v.array(count))),
      perLabel: v.exactOptional(
        v.array(v.object({ rows: count, precision: v.nullable(v.number()), recall: v.nullable(v.number()) })),
      ),
    }),
  ),
  bootstrap: v.object({
    kind: v.literal("poisson"),
    replicates: count,
    seed: count,
    weights: v.exactOptional(v.array(count)),
  }),
  lengths: v.exactOptional(
    v.array(
      v.object({
        least: count,
        most: v.nullable(count),
        rows: count,
        labelled: count,
        quality: v.array(v.nullable(v.number())),
        flopsGain: v.array(v.nullable(v.number())),
      }),
    ),
  ),
  lack: v.exactOptional(v.string()),
  flips: bounded(
    v.object({
      row: count,
      line: count,
      excerpt: v.string(),
      pair: v.exactOptional(v.string()),
      gold: v.nullable(said),
      labels: v.array(said),
      flipsAt: v.array(threshold),
      exact: v.exactOptional(v.array(v.object({ below: threshold, above: threshold, at: threshold, label: said }))),
    }),
  ),
  malformed: bounded(v.object({ line: count, endLine: count, reason: v.string() })),
  unknownLabels: bounded(v.object({ label: v.string(), rows: count })),
  exact: v.exactOptional(
    v.object({
      budget: count,
      rows: count,
      labelled: count,
      unfinished: count,
      leftOut: v.exactOptional(count),
      runs: count,
      flopsDense: v.number(),
      pieces: count,
      hi: v.pipe(v.array(threshold), v.minLength(1)),
      sums: v.array(v.object({ figure: figureName, over: v.picklist(["labelled", "rows"]), ...Bounds.entries })),
      flops: Bounds,
    }),
  ),
});

/** Checks what the page sent. Throws SkimError "message". */
export function parseDatasetMessage(raw: unknown): DatasetToHost {
  return readMessage(Message, raw, "The data set's page");
}

const Several = v.object({
  format: v.literal(1),
  kind: v.literal("comparison"),
  tables: v.pipe(v.array(v.unknown()), v.minLength(1)),
});

/** Checks what was kept in a file, one table or several policies'; null = it cannot be used. */
export function parseTables(raw: unknown): Evaluation[] | null {
  const several = v.safeParse(Several, raw);
  const tables = (several.success ? several.output.tables : [raw]).map(parseEvaluation);
  const known = tables.filter((table) => table !== null);
  return known.length === tables.length ? known : null;
}

/** Checks a table that was kept in a file; null = it cannot be used. */
export function parseEvaluation(raw: unknown): Evaluation | null {
  const parsed = v.safeParse(Table, withSums(raw));
  return parsed.success ? parsed.output : null;
}

const Times = v.object({ p50: v.number(), p95: v.number() });
const Speeds = v.array(
  v.object({
    policy: v.exactOptional(v.string()),
    threshold,
    texts: count,
    backend: v.string(),
    precision: v.string(),
    unskimmed: Times,
    skimmed: Times,
    speedUp: v.number(),
  }),
);

/** What was measured and kept in a file; nothing where that cannot be used. */
export function parseSpeeds(raw: unknown): Speed[] {
  const parsed = v.safeParse(Speeds, raw);
  return parsed.success ? parsed.output : [];
}

/** A table of before there were other answers, whose curves had names of their own. */
function withSums(raw: unknown): unknown {
  const old = v.safeParse(v.looseObject({ exact: v.looseObject({ hits: Bounds, agree: Bounds }) }), raw);
  if (!old.success) return raw;
  const { hits, agree, ...exact } = old.output.exact;
  const sums = [
    { figure: "accuracy", over: "labelled", ...hits },
    { figure: "agreement", over: "rows", ...agree },
  ];
  return { ...old.output, exact: { ...exact, sums } };
}
