/** The model folders that were opened on this machine: what is remembered of each, and which are dropped. */
import * as v from "valibot";
import type { Inspected } from "../protocol/engine.js";
import type { CheckReport } from "../run/checkReport.js";
import { shorten } from "../words/text.js";

/** So many folders are remembered, those opened last. */
export const mostKnown = 20;
/** What was found is remembered of so many: also of those that come with the extension. */
const mostFound = 2 * mostKnown;
/** Labels that are said by name, and the characters of one. */
const mostLabels = 4;
const longestLabel = 30;
/** Of each sentence of a report, characters; and how many files and sentences. */
const longest = 600;
const mostLines = 50;
/** Of a factored model's linears: of BERT's large sister, with predictors, there are 168. */
const mostLinears = 200;

const Names = v.array(v.string());
const Linear = v.object({
  name: v.string(),
  out: v.number(),
  into: v.number(),
  rank: v.nullable(v.number()),
  flops: v.number(),
  bytes: v.number(),
});
const Report = v.object({
  read: v.array(v.object({ file: v.string(), bytes: v.number() })),
  assumed: Names,
  passedOver: v.object({ count: v.number(), first: Names }),
  factored: v.nullable(v.object({ share: v.number(), linears: v.array(Linear) })),
}) satisfies v.GenericSchema<unknown, CheckReport>;
const FoundSchema = v.object({
  /** Of the folder's files, as they were then. */
  stamp: v.string(),
  family: v.string(),
  layers: v.number(),
  /** The first labels, and how many there are. */
  labels: Names,
  labelCount: v.number(),
  policy: v.string(),
  /** What the precision auto comes to. */
  auto: v.picklist(["fp32", "int8"]),
  report: Report,
});

/** What opening a folder came to, as it is remembered. */
export type Found = v.InferOutput<typeof FoundSchema>;

export function foundOf({ model, report, auto }: Inspected, stamp: string): Found {
  const { family, layers, labels, policy } = model;
  return {
    stamp,
    family,
    layers,
    labels: labels.slice(0, mostLabels).map((label) => shorten(label, longestLabel)),
    labelCount: labels.length,
    policy: policy.name,
    auto,
    report: {
      read: report.read.slice(0, mostLines),
      assumed: report.assumed.slice(0, mostLines).map((sentence) => shorten(sentence, longest)),
      passedOver: report.passedOver,
      factored: report.factored && {
        ...report.factored,
        linears: report.factored.linears.slice(0, mostLinears),
      },
    },
  };
}

/** URIs of folders, newest first. */
export function readKnown(stored: unknown): string[] {
  const read = v.safeParse(Names, stored);
  return read.success ? [...new Set(read.output)].slice(0, mostKnown) : [];
}

/** The list after a folder was opened. */
export function withOpened(known: readonly string[], uri: string): string[] {
  return [uri, ...known.filter((other) => other !== uri)].slice(0, mostKnown);
}

/** By URI. What is not of this form (an older version's, say) is looked at anew. */
export function readFound(stored: unknown): ReadonlyMap<string, Found> {
  const entries = v.safeParse(v.record(v.string(), v.unknown()), stored);
  const all = Object.entries(entries.success ? entries.output : {}).flatMap(([uri, found]): [string, Found][] => {
    const read = v.safeParse(FoundSchema, found);
    return read.success ? [[uri, read.output]] : [];
  });
  return new Map(all);
}

export function withFound(all: ReadonlyMap<string, Found>, uri: string, found: Found): Record<string, Found> {
  const others = [...all].filter(([other]) => other !== uri);
  return Object.fromEntries([...others, [uri, found] as const].slice(-mostFound));
}
