import type { WantedPrecision } from "../run/run.js";
import { markKinds, type MarkKind } from "../run/marks.js";
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
import {
  givenOf,
  policiesUsage,
  policyOptions,
  policyUsage,
  skimmedOf,
  type Given,
  type Skimmed,
} from "./policyOptions.js";

export const usage = `Usage: npm run -s skim -- [options] "some text" …
  --model FOLDER        a bundle (default models/sst2)
  --pair TEXT           a second text, which the model reads with the first; in a JSONL file, "pair"
${policyUsage}
${precisionUsage}
  --threads 1           WASM threads
${semanticsUsage}
  --file texts.jsonl    one {"text": …} a line; - reads standard input
  --importance omit     what each word is worth to the unskimmed model: by how much a logit falls where the word
                        is left out; or mask: where the mask token stands in its place
  --json                one JSON object a line
  --help

npm run -s skim -- evaluate FILE: a whole data set at several thresholds (see evaluate --help)
npm run -s skim -- merge FILE PART…: the table of an evaluation in parts (see merge --help)
npm run -s skim -- faithfulness FILE: do the words that are kept to the end stand for the text? (see faithfulness --help)
npm run -s skim -- search FILE: one share a layer for a FLOPs gain (see search --help)
npm run -s skim -- sweep "some text": every distinct run over the thresholds, or the shares (see sweep --help)

${policiesUsage}`;

export interface Options extends Skimmed {
  texts: string[];
  /** Read with each text; null = none. */
  pair: string | null;
  model: string;
  given: Given;
  precision: WantedPrecision;
  semantics?: Semantics;
  threads: number;
  file: string | null;
  /** Null = not asked for. */
  importance: MarkKind | null;
  json: boolean;
  help: boolean;
}

const known = {
  model: { type: "string", default: "models/sst2" },
  pair: { type: "string" },
  ...policyOptions,
  precision: precisionOption,
  semantics: semanticsOption,
  threads: { type: "string", default: "1" },
  file: { type: "string" },
  importance: { type: "string" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

function importanceOf(value: string | undefined): MarkKind | null {
  const kind = value === undefined ? null : markKinds.find((known) => known === value);
  if (kind === undefined) throw wrong(`--importance is ${markKinds.join(" or ")}, not ${value ?? ""}.`);
  return kind;
}

/** Reads the command line. Throws SkimError with one line that says what to do. */
export function parseOptions(args: string[]): Options {
  const { values, positionals } = readArguments(args, known, "--help");
  if (values.file !== undefined && positionals.length > 0) throw wrong("Give texts or --file, not both.");
  if (values.file !== undefined && values.pair !== undefined)
    throw wrong('--pair is for a text on the command line: in a file give each line its own "pair".');
  if (!values.help && values.file === undefined && positionals.length === 0)
    throw wrong('No text: npm run -s skim -- "some text", or --file texts.jsonl (see --help).');
  return {
    texts: positionals,
    pair: values.pair ?? null,
    model: values.model,
    ...skimmedOf(values),
    given: givenOf(values),
    precision: precisionOf(values.precision),
    ...semanticsOf(values.semantics),
    threads: wholeNumber("--threads", values.threads, 1, 64),
    file: values.file ?? null,
    importance: importanceOf(values.importance),
    json: values.json,
    help: values.help,
  };
}
