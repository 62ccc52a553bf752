/** `npm run -s skim -- evaluate FILE`: a model on a data set at several thresholds. Options in evaluateOptions.ts, output in printEvaluation.ts. */
import { counted } from "../words/counted.js";
import { rm, stat } from "node:fs/promises";
import { basename } from "node:path";
import { Control } from "../dataset/run/control.js";
import { askedOf } from "../dataset/run/asked.js";
import { evaluate } from "../dataset/run/evaluate.js";
import { toCsv, toJson } from "../dataset/table/export.js";
import { Journal } from "../dataset/run/journal.js";
import { detect } from "../dataset/read/detect.js";
import { isQuestion, readingKey } from "../dataset/read/reading.js";
import type { Source } from "../dataset/read/rows.js";
import { kindOf, refuseTask } from "../dataset/measure/index.js";
import { EngineRunner, otherModel } from "../dataset/run/runner.js";
import { Tally } from "../dataset/measure/tally.js";
import { SkimError } from "../protocol/errors.js";
import type { Evaluation } from "../run/evaluation.js";
import { readPieces } from "../worker/pieces.js";
import { EngineClient } from "../worker/engineClient.js";
import { refuseModel, whyUnread } from "./cannotRead.js";
import { evaluateUsage, parseEvaluate, usualThresholds, type EvaluateCommand } from "./evaluateOptions.js";
import { fileStore, isTaken, journalIsThere } from "./fileStore.js";
import { refuseOut, writeWhole } from "./outFile.js";
import { sayAssumed, saySemantics } from "./openModel.js";
import { leftOut, toTable } from "./printEvaluation.js";
import { sayLack, settingFor } from "./policyOptions.js";
import { asError, optionOf } from "./readingOptions.js";
import { stampOf } from "./stamp.js";
import type { Output, Terminal } from "./terminal.js";
import { visible, visibleJson } from "./visible.js";

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
  const plan = {
    key: command.model,
    backend: "wasm",
    precision: command.precision,
    ...(command.semantics && { semantics: command.semantics }),
    ...command.skimmed,
    threads: 1,
    source: () => Promise.resolve({ folder: command.model }),
  } as const;
  const start = () => Promise.resolve(terminal.startEngine());
  const stamp = await stampOf(command.model);
  const confirm = async () => {
    if ((await stampOf(command.model)) !== stamp) throw otherModel(command.model);
  };
  const runners = Array.from(
    { length: command.workers },
    () => new EngineRunner(new EngineClient(start), plan, confirm),
  );
  try {
    return await run(command, runners, stamp, terminal);
  } finally {
    for (const runner of runners) runner.dispose();
  }
}

/** `stamp`: of the model's files. */
async function run(
  command: EvaluateCommand,
  runners: EngineRunner[],
  stamp: string,
  terminal: Terminal,
): Promise<number> {
  const { stdout, stderr } = terminal;
  const { file, precision, seed, out } = command;
  const read = { bytes: 0 };
  const size = await sizeOf(file);
  const journalFile = out === null ? null : `${out}.journal`;
  if (out !== null) await refuseOut(out, file);
  const goesOn = journalFile !== null && (await journalIsThere(journalFile));
  if (goesOn && !command.resume) throw isTaken(journalFile);
  const name = basename(file);
  const pieces = readPieces(file, name);
  const source: Source = { name, format: command.format, open: () => countingBytes(pieces(), read) };
  const [first, ...others] = runners;
  if (!first) throw new RangeError("at least one worker");
  const { model, report } = await first.load();
  sayAssumed(report.assumed, stderr);
  saySemantics(model, command.semantics, stderr);
  const given = settingFor(model.policy, command.given);
  const usual = { given: given.length === 0 ? null : given, usual: usualThresholds, exact: command.exact };
  const ask = askedOf(model.policy, usual);
  const { thresholds, exact } = ask;
  sayLack(model.policy, command.skimmed, command.given && `${command.given.name}s`, stderr);
  if (!model.policy.control) stderr.write("Each text is run once.\n");
  refuseTask(model);
  await Promise.all(others.map((runner) => runner.load()));

  const kind = kindOf(model.task);
  const detected = await detect(source, model.labels, kind.gold, command.wanted);
  if (isQuestion(detected)) throw asError(detected, file);
  const { reading, said, passedOver } = detected;
  const hint = passedOver.map(optionOf).join(" or ");
  stderr.write(`${visible(said)}\n${hint === "" ? "" : `To take it: ${visible(hint)}\n`}`);

  const { layers, labels, policy } = model;
  const heading = {
    file: source.name,
    columns: said,
    ...(reading.labels ? { labelValues: reading.labels.values } : {}),
    model: { name: model.name, layers, labels, semantics: model.semantics, policy: model.policy },
    kind,
    precision,
    thresholds,
    exact,
    seed,
  };
  const tally = new Tally(heading);
  let journal: Journal | null = null;
  if (journalFile !== null) {
    const key = {
      model: [
        model.name,
        stamp,
        model.semantics,
        ...(command.skimmed.policy === undefined ? [] : [policy.name, policy.seed ?? ""]),
      ].join(" "),
      precision,
      thresholds,
      ...(exact === null ? {} : { exact }),
      layers,
      classes: labels.length,
      reading: readingKey(reading),
    };
    const store = fileStore(journalFile);
    journal = await (command.resume ? Journal.resume(store, key, kind) : Journal.begin(store, key, kind));
  }

  const control = new Control();
  const letGo = terminal.onInterrupt(() => control.cancel());
  read.bytes = 0;
  const progress = progressLine(stderr, tally, () => read.bytes / Math.max(1, size));
  const options = { source, reading, ask, runners, tally, journal, control, onProgress: progress.show };
  let finished: boolean;
  try {
    finished = await evaluate(options);
  } catch (error) {
    throw withWhatIsKept(error, tally.rows, journalFile);
  } finally {
    letGo();
    progress.clear();
    // A heading alone is nothing to go on from.
    if (journalFile !== null && !goesOn && tally.rows + tally.malformed === 0) await rm(journalFile, { force: true });
  }
  if (!finished) {
    const how = journalFile === null || tally.rows === 0 ? "" : `; --resume goes on from ${journalFile}`;
    stderr.write(`stopped after ${counted(tally.rows, "row")}${how}\n`);
    return interrupted;
  }
  const table = tally.table();
  const people = (of: Evaluation) => toTable(of, stdout.isTTY === true && stderr.isTTY === true);
  const written = { json: (of: Evaluation) => visibleJson(toJson(of)), csv: toCsv, people };
  const aside = command.output === "csv" ? leftOut(table) : ""; // a CSV has no place for lists
  if (aside !== "") stderr.write(`${aside}\n`);
  if (out !== null)
    await writeWhole(out, written[out.endsWith(".csv") ? "csv" : "json"](table)).catch((error: unknown) => {
      throw withWhatIsKept(error, tally.rows, journalFile);
    });
  if (journalFile !== null) await rm(journalFile, { force: true });
  stdout.write(written[command.output](table)); // last: whoever reads it may leave, and this process with them
  return tally.malformed > 0 ? someMalformed : 0;
}

/** An error that ends an evaluation, with what is not lost by it. */
function withWhatIsKept(error: unknown, rows: number, journalFile: string | null): unknown {
  if (!SkimError.is(error) || journalFile === null || rows === 0) return error;
  const kept = `${counted(rows, "row is", "rows are")} done, and kept as far as they were written: --resume goes on from there.`;
  return new SkimError(error.code, `${error.message} ${kept}`, { cause: error });
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

/** How far it is, on a terminal's standard error; nothing elsewhere. */
function progressLine(stderr: Output, tally: Tally, fraction: () => number) {
  const there = stderr.isTTY === true;
  let shown = -Infinity;
  return {
    show: () => {
      if (!there || performance.now() - shown < 200) return;
      shown = performance.now();
      stderr.write(`\r${counted(tally.rows, "row")}, ${(fraction() * 100).toFixed(0)} % of the file read\u001b[K`);
    },
    clear: () => {
      if (there) stderr.write("\r\u001b[K");
    },
  };
}
