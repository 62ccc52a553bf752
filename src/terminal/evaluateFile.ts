/** `npm run -s skim -- evaluate FILE`: a model on a data set, by one policy or several. Options in evaluateOptions.ts, output in printEvaluation.ts and printComparison.ts. */
import { counted } from "../words/counted.js";
import { rm, stat } from "node:fs/promises";
import { basename } from "node:path";
import { comparisonToCsv, comparisonToJson, toCsv, toJson } from "../dataset/table/export.js";
import { SkimError } from "../protocol/errors.js";
import type { Comparison } from "../run/comparison.js";
import type { Evaluation } from "../run/evaluation.js";
import { readPieces } from "../worker/pieces.js";
import { refuseModel, whyUnread } from "./cannotRead.js";
import { evaluateUsage, parseEvaluate, type EvaluateCommand } from "./evaluateOptions.js";
import { evaluatePolicy, withWhatIsKept, type Evaluated, type Job } from "./evaluatePolicy.js";
import { refuseOut, writeWhole } from "./outFile.js";
import { comparisonToTable } from "./printComparison.js";
import { leftOut, toTable } from "./printEvaluation.js";
import { stampOf } from "./stamp.js";
import type { Terminal } from "./terminal.js";
import { visibleJson } from "./visible.js";

/** Exit statuses: some rows were left out, as in skim.ts; and what Ctrl+C stopped. */
const someMalformed = 2;
const interrupted = 130;

export async function evaluateFile(args: string[], terminal: Terminal): Promise<number> {
  const command = parseEvaluate(args);
  if (!command) {
    terminal.stdout.write(`${evaluateUsage}\n`);
    return 0;
  }
  await refuseModel(command.model);
  const stamp = await stampOf(command.model);
  const { file, out } = command;
  const read = { bytes: 0 };
  const size = await sizeOf(file);
  if (out !== null) await refuseOut(out, file);
  const name = basename(file);
  const pieces = readPieces(file, name);
  const job: Job = {
    command,
    terminal,
    source: { name, format: command.format, open: () => countingBytes(pieces(), read) },
    stamp,
    fraction: () => read.bytes / Math.max(1, size),
    restart: () => (read.bytes = 0),
    detected: null,
  };
  const done: Evaluated[] = [];
  for (const skimmed of command.skimmed) {
    const one = await evaluatePolicy(skimmed, job);
    if (!one) return interrupted;
    done.push(one);
  }
  const { part } = command;
  if (!part) return writeTables(command, done, terminal);
  const rows = done.reduce((sum, { table }) => sum + table.rows, 0);
  terminal.stdout.write(`part ${part.index}/${part.of}: ${counted(rows, "row")} in ${out ?? ""}\n`);
  return 0;
}

/** Gives the exit status. */
export async function writeTables(
  command: Pick<EvaluateCommand, "out" | "output" | "compares">,
  done: readonly Evaluated[],
  terminal: Terminal,
): Promise<number> {
  const { stdout, stderr } = terminal;
  const { out, output, compares } = command;
  const tables = done.map(({ table }) => table);
  const [first] = tables;
  if (!first) throw new RangeError("at least one policy");
  const isSaid = stdout.isTTY === true && stderr.isTTY === true;
  const written = compares ? ofAll({ format: 1, kind: "comparison", tables }, isSaid) : ofOne(first, isSaid);
  const aside = output === "csv" ? leftOut(first) : ""; // a CSV has no place for lists
  if (aside !== "") stderr.write(`${aside}\n`);
  if (out !== null)
    await writeWhole(out, written[out.endsWith(".csv") ? "csv" : "json"]()).catch((error: unknown) => {
      throw withWhatIsKept(error, first.rows, done[0]?.journalFile ?? null);
    });
  for (const { journalFile } of done) if (journalFile !== null) await rm(journalFile, { force: true });
  stdout.write(written[output]()); // last: whoever reads it may leave, and this process with them
  return first.malformed.items.length > 0 ? someMalformed : 0;
}

type Written = Record<EvaluateCommand["output"], () => string>;

function ofOne(table: Evaluation, isSaid: boolean): Written {
  return {
    json: () => visibleJson(toJson(table)),
    csv: () => toCsv(table),
    people: () => toTable(table, isSaid),
  };
}

function ofAll(comparison: Comparison, isSaid: boolean): Written {
  return {
    json: () => visibleJson(comparisonToJson(comparison)),
    csv: () => comparisonToCsv(comparison),
    people: () => comparisonToTable(comparison, isSaid),
  };
}

/** Throws SkimError "data-set" where there is no such file. */
async function sizeOf(file: string): Promise<number> {
  try {
    const found = await stat(file);
    if (found.isFile()) return found.size;
  } catch (cause) {
    throw new SkimError("data-set", `${file} cannot be read: ${whyUnread(cause)}.`, { cause, file });
  }
  throw new SkimError("data-set", `${file} is no file.`, { file });
}

async function* countingBytes(chunks: AsyncIterable<Uint8Array>, read: { bytes: number }): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    read.bytes += chunk.length;
    yield chunk;
  }
}
