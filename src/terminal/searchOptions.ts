import { formatOf } from "../dataset/read/records.js";
import type { Format } from "../dataset/read/record.js";
import type { Wanted } from "../dataset/read/reading.js";
import type { WantedPrecision } from "../run/run.js";
import type { Semantics } from "../run/semantics.js";
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
import { defaultWorkers } from "./evaluateOptions.js";
import { counting } from "./policyOptions.js";
import { parseReading, readingOptions, readingUsage } from "./readingOptions.js";

const [usual = ""] = counting;

export const searchUsage = `Usage: npm run -s skim -- search FILE [options]
One share a layer, by the evolutionary search of Length-Adaptive Transformer: lists of shares are mutated and crossed, and those stay
that no other beats in gain and quality. Some rows choose, others, which no list has seen, report.
  FILE                  .jsonl (one object a line), .csv or .tsv
  --model FOLDER        a bundle (default models/sst2)
  --policy NAME         one that is turned by its share (${counting.join(", ")}; default ${usual})
  --gain 1.5            the FLOPs gain that is wanted
  --texts 300           rows that choose, drawn from the file; --report 1000: others, on which it is reported
  --lists 200           lists that are run
  --seed N              of the search and of the rows that are drawn (default 1)
  --save FOLDER         writes a copy of the model there, which is skimmed by the best list: its config.json is new, its weights are linked
${precisionUsage}
${semanticsUsage}
  --workers N           engines side by side, a thread each (default: half of the processors, at most 4)
  --json, --csv         instead of the table for people
  --out FILE            write there (.json or .csv); what is done is kept in FILE.journal meanwhile
  --resume              go on from FILE.journal
  --help
${readingUsage}`;

export interface SearchCommand {
  file: string;
  format: Format;
  model: string;
  policy: string;
  gain: number;
  texts: number;
  report: number;
  lists: number;
  seed: number;
  save: string | null;
  precision: WantedPrecision;
  semantics?: Semantics;
  workers: number;
  output: "people" | "json" | "csv";
  out: string | null;
  resume: boolean;
  wanted: Wanted;
}

/** Reads what follows `search`; null = help is asked for. Throws SkimError with one line that says what to do. */
export function parseSearch(args: string[]): SearchCommand | null {
  const { values, positionals } = readArguments(args, options, "search --help");
  if (values.help) return null;
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0)
    throw wrong(`search wants one file, and got ${positionals.length} (see search --help).`);
  const format = formatOf(file);
  if (!format) throw wrong(`${file}: a data set is a .jsonl, .csv or .tsv file.`);
  const { json, csv, out = null, resume, save = null } = values;
  if (json && csv) throw wrong("Give --json or --csv, not both.");
  if (out !== null && !/\.(json|csv)$/.test(out)) throw wrong(`--out ${out}: a .json or a .csv file.`);
  if (resume && out === null) throw wrong("--resume goes on from the journal beside --out FILE: give both.");
  const gain = Number(values.gain);
  if (!(gain > 1)) throw wrong(`--gain ${values.gain}: a number above 1.`);
  return {
    file,
    format,
    model: values.model,
    policy: values.policy,
    gain,
    texts: wholeNumber("--texts", values.texts, 1, 100_000),
    report: wholeNumber("--report", values.report, 1, 100_000),
    lists: wholeNumber("--lists", values.lists, 1, 100_000),
    seed: wholeNumber("--seed", values.seed, 0, 2 ** 31 - 1),
    save,
    precision: precisionOf(values.precision),
    ...semanticsOf(values.semantics),
    workers: wholeNumber("--workers", values.workers ?? String(defaultWorkers()), 1, 64),
    output: json ? "json" : csv ? "csv" : "people",
    out,
    resume,
    wanted: parseReading(values, format !== "jsonl"),
  };
}

const options = {
  model: { type: "string", default: "models/sst2" },
  policy: { type: "string", default: usual },
  gain: { type: "string", default: "1.5" },
  texts: { type: "string", default: "300" },
  report: { type: "string", default: "1000" },
  lists: { type: "string", default: "200" },
  seed: { type: "string", default: "1" },
  save: { type: "string" },
  ...readingOptions,
  precision: precisionOption,
  semantics: semanticsOption,
  workers: { type: "string" },
  json: { type: "boolean", default: false },
  csv: { type: "boolean", default: false },
  out: { type: "string" },
  resume: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;
