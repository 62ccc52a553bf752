import { availableParallelism } from "node:os";
import type { Format } from "../dataset/read/record.js";
import { formatOf } from "../dataset/read/records.js";
import { SkimError } from "../protocol/errors.js";
import type { WantedPrecision } from "../run/run.js";
import type { Semantics } from "../run/semantics.js";
import type { Wanted } from "../dataset/read/reading.js";
import {
  precisionOf,
  precisionOption,
  precisionUsage,
  readArguments,
  semanticsOf,
  semanticsOption,
  semanticsUsage,
  wholeNumber,
  wrong,
} from "./arguments.js";
import { allGiven, givenOf, policyOptions, skimmedOf, type Given, type Skimmed } from "./policyOptions.js";
import type { Part } from "../dataset/run/part.js";
import { parseReading, readingOptions, readingUsage } from "./readingOptions.js";

export const evaluateUsage = `Usage: npm run -s skim -- evaluate FILE [options]
  FILE                  .jsonl (one object a line), .csv or .tsv
  --model FOLDER        a bundle (default models/sst2)
  --policy NAME         who leaves (default: the model’s own; skim --help lists them)
  --policies A,B        several, one after the other, in one table: each at its usual settings, or at --thresholds and --shares
  --thresholds 0.1,0.5  each is one threshold for all layers; 0, with which they are compared, is always run (default 0.1 … 0.9)
  --shares 0.8,0.5      the same of a policy with shares; 1 is always run (default 0.9 … 0.1)
  --exact               at all thresholds: every distinct run of every text, as step curves over the union of their bounds
  --runs N              with --exact: distinct runs of one text at most (default 500); curves are bounds where it does not reach
${precisionUsage}
${semanticsUsage}
  --workers N           engines side by side, a thread each (default: half of the processors, at most 4)
  --seed N              two uses: of the bootstrap (default 1) and, of a policy that draws, of its draws (default 0)
  --json, --csv         instead of the table for people; with --exact the CSV has the curves
  --out FILE            write there (.json or .csv); what is done is kept in FILE.journal meanwhile
  --part 2/4            every fourth row, from the second on, into --out PART.jsonl; merge puts parts together (see merge --help)
  --resume              go on from FILE.journal (without it, one that is there has to be deleted first)
  --help
How the file is read is detected and said; where two readings are as good, one of these decides:
${readingUsage}
The exit status is 2 where rows were malformed: they are listed by line and left out.`;

export interface EvaluateCommand {
  /** One for each policy, in the order in which they were named; they have one seed. */
  skimmed: Skimmed[];
  /** They were named as several, and are compared. */
  compares: boolean;
  file: string;
  format: Format;
  model: string;
  /** Settings of the policies' controls: of one policy at most one. */
  given: NonNullable<Given>[];
  /** Distinct runs of a text at most; null = only the thresholds. */
  exact: number | null;
  wanted: Wanted;
  precision: WantedPrecision;
  semantics?: Semantics;
  workers: number;
  seed: number;
  output: "people" | "json" | "csv";
  out: string | null;
  /** Rows of which it takes every `of`th, from row `index` on, counted from 1; null = all. Written as they are. */
  part: Part | null;
  resume: boolean;
}

/** Reads what follows `evaluate`; null = help is asked for. Throws SkimError with one line that says what to do. */
export function parseEvaluate(args: string[]): EvaluateCommand | null {
  const { values, positionals } = readArguments(args, options, "evaluate --help");
  if (values.help) return null;
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0)
    throw wrong(`evaluate wants one file, and got ${positionals.length} (see evaluate --help).`);
  const format = formatOf(file);
  if (!format) throw wrong(`${file}: a data set is a .jsonl, .csv or .tsv file.`);
  const { json, csv, out = null, resume } = values;
  if (json && csv) throw wrong("Give --json or --csv, not both.");
  const part = partOf(values, out);
  if (out !== null && !part && !/\.(json|csv)$/.test(out)) throw wrong(`--out ${out}: a .json or a .csv file.`);
  if (resume && out === null) throw wrong("--resume goes on from the journal beside --out FILE: give both.");
  if (values.runs !== undefined && !values.exact) throw wrong("--runs is the budget of --exact: give both.");
  return {
    file,
    format,
    model: values.model,
    skimmed: skimmedBy(values),
    compares: values.policies !== undefined,
    given: settingsOf(values),
    exact: values.exact ? wholeNumber("--runs", values.runs ?? String(defaultRuns), 1, 1_000_000) : null,
    wanted: parseReading(values, format !== "jsonl"),
    precision: precisionOf(values.precision),
    ...semanticsOf(values.semantics),
    workers: wholeNumber("--workers", values.workers ?? String(defaultWorkers()), 1, 64),
    seed: wholeNumber("--seed", values.seed ?? "1", 0, 2 ** 31 - 1),
    output: json ? "json" : csv ? "csv" : "people",
    out,
    part,
    resume,
  };
}

/** Throws where it does not go with the other options. */
function partOf(
  {
    part,
    policies,
    json,
    csv,
  }: { part?: string | undefined; policies?: string | undefined; json: boolean; csv: boolean },
  out: string | null,
): Part | null {
  if (part === undefined) return null;
  const [index = NaN, of = NaN] = /^\d+\/\d+$/.test(part) ? part.split("/").map(Number) : [];
  if (!(index >= 1 && index <= of && of <= 10_000)) throw wrong(`--part ${part}: 2/4 is the second of four.`);
  if (out === null || !out.endsWith(".jsonl")) throw wrong("--part wants --out PART.jsonl, which holds its rows.");
  if (policies !== undefined || json || csv)
    throw wrong("--part is of one policy, and prints no table: leave --policies, --json and --csv out.");
  return { index, of };
}

export const usualThresholds = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

/** A text of 30 tokens and 6 layers has some 70. */
const defaultRuns = 500;

const options = {
  model: { type: "string", default: "models/sst2" },
  policy: policyOptions.policy,
  policies: policyOptions.policy,
  seed: policyOptions.seed,
  thresholds: { type: "string" },
  shares: { type: "string" },
  exact: { type: "boolean", default: false },
  runs: { type: "string" },
  ...readingOptions,
  precision: precisionOption,
  semantics: semanticsOption,
  workers: { type: "string" },
  json: { type: "boolean", default: false },
  csv: { type: "boolean", default: false },
  out: { type: "string" },
  part: { type: "string" },
  resume: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

function skimmedBy(values: {
  policy?: string | undefined;
  policies?: string | undefined;
  seed?: string | undefined;
}): Skimmed[] {
  const { policies, ...one } = values;
  if (policies === undefined) return [skimmedOf(one)];
  if (one.policy !== undefined) throw wrong("Give --policy or --policies, not both.");
  const names = policies.split(",").map((name) => name.trim());
  if (names.length < 2 || new Set(names).size < names.length || names.includes(""))
    throw wrong(`--policies ${policies}: name two or more, each once, comma-separated.`);
  return names.map((policy) => skimmedOf({ ...one, policy }));
}

/** The lists of settings, called as one of their settings is. */
function settingsOf(values: {
  policies?: string | undefined;
  thresholds?: string | undefined;
  shares?: string | undefined;
}): NonNullable<Given>[] {
  const lists = { threshold: values.thresholds, share: values.shares };
  const given = values.policies === undefined ? [givenOf(lists, "s")] : allGiven(lists, "s");
  const there = given.filter((one) => one !== null);
  const long = there.find(({ at }) => at.length > 1000);
  if (long) throw new SkimError("threshold", `--${long.name}s: ${long.at.length} of them; give at most 1,000.`);
  return there;
}

export function defaultWorkers(): number {
  return Math.max(1, Math.min(4, Math.floor(availableParallelism() / 2)));
}
