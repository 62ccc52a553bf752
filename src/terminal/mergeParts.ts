/** `npm run -s skim -- merge FILE PART…`: the table of an evaluation whose parts were computed apart. */
import { basename } from "node:path";
import { mergeParts } from "../dataset/run/part.js";
import { formatOf } from "../dataset/read/records.js";
import { readPieces } from "../worker/pieces.js";
import { readArguments, wrong } from "./arguments.js";
import { writeTables } from "./evaluateFile.js";
import { fileStore } from "./fileStore.js";
import { refuseOut } from "./outFile.js";
import type { Terminal } from "./terminal.js";

const usage = `Usage: npm run -s skim -- merge FILE PART.jsonl PART.jsonl … [options]
  FILE                  the data set that was evaluated
  PART.jsonl            what evaluate --part 1/4, 2/4 … wrote, in any order
  --json, --csv         instead of the table for people
  --out FILE            write there (.json or .csv)
  --help
The table is that of an evaluation in one piece, to the byte.`;

/** Gives the exit status. Throws SkimError with one line that says what to do. */
export async function mergeFile(args: string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = readArguments(args, options, "merge --help");
  if (values.help) {
    terminal.stdout.write(`${usage}\n`);
    return 0;
  }
  const [file, ...parts] = positionals;
  const format = file === undefined ? null : formatOf(file);
  if (file === undefined || !format)
    throw wrong("merge wants a .jsonl, .csv or .tsv file, then its parts (see merge --help).");
  const { json, csv, out = null } = values;
  if (json && csv) throw wrong("Give --json or --csv, not both.");
  if (out !== null && !/\.(json|csv)$/.test(out)) throw wrong(`--out ${out}: a .json or a .csv file.`);
  if (out !== null) await refuseOut(out, file);
  const name = basename(file);
  const open = readPieces(file, name);
  const tally = await mergeParts({ name, format, open }, parts.map(fileStore));
  const output = json ? "json" : csv ? "csv" : "people";
  return writeTables({ out, output, compares: false }, [{ table: tally.table(), journalFile: null }], terminal);
}

const options = {
  json: { type: "boolean", default: false },
  csv: { type: "boolean", default: false },
  out: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const;
