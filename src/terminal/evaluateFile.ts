/** `npm run -s skim -- evaluate FILE`: a model on a data set at several thresholds. Options in evaluateOptions.ts, output in printEvaluation.ts. */
import { createReadStream } from "node:fs";
import { rm, stat, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { Control } from "../dataset/control.js";
import { evaluate } from "../dataset/evaluate.js";
import { toCsv, toJson } from "../dataset/export.js";
import { Journal } from "../dataset/journal.js";
import { detect, type Source } from "../dataset/rows.js";
import { EngineRunner } from "../dataset/runner.js";
import { Tally } from "../dataset/tally.js";
import { SkimError } from "../protocol/errors.js";
import type { Evaluation } from "../protocol/evaluation.js";
import { startEngine } from "../worker/start.js";
import { evaluateUsage, parseEvaluate, type EvaluateCommand } from "./evaluateOptions.js";
import { fileStore } from "./fileStore.js";
import { toTable } from "./printEvaluation.js";
import { stampOf } from "./stamp.js";
import { visible, visibleJson } from "./visible.js";

/** Exit statuses: some rows were left out, as in skim.ts; and what Ctrl+C stopped. */
const someMalformed = 2;
const interrupted = 130;

export async function evaluateFile(args: string[]): Promise<number> {
  const command = parseEvaluate(args);
  if (!command) {
    process.stdout.write(`${evaluateUsage}\n`);
    return 0;
  }
  const params = { source: { folder: command.model }, precision: command.precision, threads: 1 };
  const start = () => Promise.resolve(startEngine(new URL("./worker.mjs", import.meta.url)));
  const runners = Array.from({ length: command.workers }, () => new EngineRunner(start, params));
  try {
    return await run(command, runners);
  } finally {
    for (const runner of runners) runner.dispose();
  }
}

async function run(command: EvaluateCommand, runners: EngineRunner[]): Promise<number> {
  const { file, thresholds, exact, precision, seed, out } = command;
  const read = { bytes: 0 };
  const size = await sizeOf(file);
  const journalFile = out === null ? null : `${out}.journal`;
  await refuseLoss(command, journalFile);
  const source: Source = {
    name: basename(file),
    format: command.format,
    open: () => counted(createReadStream(file, { highWaterMark: 256 * 1024 }), read),
  };
  const [first, ...others] = runners;
  if (!first) throw new RangeError("at least one worker");
  const { model } = await first.load();
  await Promise.all(others.map((runner) => runner.load()));

  const { text, label } = command;
  const detected = await detect(source, model.labels, {
    ...(text === undefined ? {} : { text }),
    ...(label === undefined ? {} : { label }),
  });
  const { columns, candidates, said } = detected;
  if (!detected.sureOfText)
    throw new SkimError("data-set", `Which column of ${file} holds the texts? Give --text: ${candidates.join(", ")}.`);
  if (!detected.sureOfLabel)
    throw new SkimError(
      "data-set",
      `Which column of ${file} holds the labels? Give --label, or --no-labels: ${candidates.join(", ")}.`,
    );
  process.stderr.write(`${visible(said)}\n`);

  const { name, layers, labels } = model;
  const heading = {
    file: source.name,
    columns: said,
    model: { name, layers, labels },
    precision,
    thresholds,
    exact,
    seed,
  };
  const tally = new Tally(heading);
  let journal: Journal | null = null;
  if (journalFile !== null) {
    const key = {
      model: `${name} ${await stampOf(command.model)}`,
      precision,
      thresholds,
      ...(exact === null ? {} : { exact }),
      layers,
      classes: labels.length,
      text: columns.text,
      label: columns.label,
    };
    const store = fileStore(journalFile);
    journal = command.resume ? await Journal.resume(store, key) : Journal.begin(store, key);
  }

  const control = new Control();
  const stop = () => control.cancel();
  process.once("SIGINT", stop);
  read.bytes = 0;
  const progress = progressLine(tally, () => read.bytes / Math.max(1, size));
  const ask = { thresholds, exact };
  const options = { source, columns, labels, ask, runners, tally, journal, control, onProgress: progress.show };
  const finished = await evaluate(options).finally(() => {
    process.off("SIGINT", stop);
    progress.clear();
  });
  if (!finished) {
    const how = journalFile === null ? "" : `; --resume goes on from ${journalFile}`;
    process.stderr.write(`stopped after ${tally.rows} rows${how}\n`);
    return interrupted;
  }
  const table = tally.table();
  const written = { json: (of: Evaluation) => visibleJson(toJson(of)), csv: toCsv, people: toTable };
  if (out !== null) await writeFile(out, written[out.endsWith(".csv") ? "csv" : "json"](table));
  process.stdout.write(written[command.output](table));
  if (journalFile !== null) await rm(journalFile, { force: true });
  return tally.malformed > 0 ? someMalformed : 0;
}

/** Nothing that is there gets lost: neither the data set, nor what a stopped evaluation has done. Throws SkimError "data-set". */
async function refuseLoss({ file, out, resume }: EvaluateCommand, journalFile: string | null): Promise<void> {
  if (out === null || journalFile === null) return;
  const [source, target] = await Promise.all([file, out].map((path) => stat(path, { bigint: true }).catch(() => null)));
  if (source && source.dev === target?.dev && source.ino === target.ino)
    throw new SkimError("data-set", `--out ${out} is the data set itself: write to another file.`, { file: out });
  if (resume || !(await stat(journalFile).catch(() => null))) return;
  const what = `${journalFile} holds what an evaluation had done when it was stopped`;
  throw new SkimError("data-set", `${what}: go on from it with --resume, or delete it to start anew.`, {
    file: journalFile,
  });
}

/** Throws SkimError "data-set" where there is no such file. */
async function sizeOf(file: string): Promise<number> {
  try {
    const found = await stat(file);
    if (found.isFile()) return found.size;
  } catch (cause) {
    throw new SkimError("data-set", `${file} cannot be read: ${(cause as Error).message}`, { cause, file });
  }
  throw new SkimError("data-set", `${file} is no file.`, { file });
}

async function* counted(chunks: AsyncIterable<Buffer>, read: { bytes: number }): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    read.bytes += chunk.length;
    yield chunk;
  }
}

/** How far it is, on a terminal's standard error; nothing elsewhere. */
function progressLine(tally: Tally, fraction: () => number) {
  const there = process.stderr.isTTY;
  let shown = 0;
  return {
    show: () => {
      if (!there || Date.now() - shown < 200) return;
      shown = Date.now();
      process.stderr.write(`\r${tally.rows} rows, ${(fraction() * 100).toFixed(0)} % of the file read\u001b[K`);
    },
    clear: () => {
      if (there) process.stderr.write("\r\u001b[K");
    },
  };
}
