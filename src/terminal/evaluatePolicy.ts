/** One policy's part of `evaluate`: its engines, its journal, its table. */
import { rm } from "node:fs/promises";
import { counted } from "../words/counted.js";
import { askedOf } from "../dataset/run/asked.js";
import { Control } from "../dataset/run/control.js";
import { evaluate } from "../dataset/run/evaluate.js";
import { Journal } from "../dataset/run/journal.js";
import { EngineRunner, otherModel } from "../dataset/run/runner.js";
import { detect, type Detected } from "../dataset/read/detect.js";
import { isQuestion, readingKey } from "../dataset/read/reading.js";
import type { Row, Source } from "../dataset/read/rows.js";
import { kindOf, refuseTask } from "../dataset/measure/index.js";
import { isOfPart, partLine } from "../dataset/run/part.js";
import { Tally, type Heading } from "../dataset/measure/tally.js";
import type { Loaded } from "../protocol/engine.js";
import { SkimError } from "../protocol/errors.js";
import type { Evaluation } from "../run/evaluation.js";
import { EngineClient } from "../worker/engineClient.js";
import { usualThresholds, type EvaluateCommand } from "./evaluateOptions.js";
import { fileStore, isTaken, journalIsThere } from "./fileStore.js";
import { sayAssumed, saySemantics } from "./openModel.js";
import { sayLack, settingFor, type Skimmed } from "./policyOptions.js";
import { asError, optionOf } from "./readingOptions.js";
import { stampOf } from "./stamp.js";
import type { Output, Terminal } from "./terminal.js";
import { visible } from "./visible.js";

/** What the policies of one command have in common. */
export interface Job {
  command: EvaluateCommand;
  terminal: Terminal;
  source: Source;
  /** Of the model's files. */
  stamp: string;
  /** Share of the file that is read, 0 … 1, and the beginning of another reading. */
  fraction: () => number;
  restart: () => void;
  /** How the file is read; null = no policy has asked yet. */
  detected: Detected | null;
}

/** A policy's table, and the journal it was made with; null = nothing is kept. */
export interface Evaluated {
  table: Evaluation;
  journalFile: string | null;
}

/** null = it was cancelled, which is said on standard error. Rejects with SkimError. */
export async function evaluatePolicy(skimmed: Skimmed, job: Job): Promise<Evaluated | null> {
  const runners = runnersOf(skimmed, job);
  try {
    return await run(skimmed, runners, job);
  } finally {
    for (const runner of runners) runner.dispose();
  }
}

/** What engines side by side are made for. */
export interface RunnersWish {
  command: Pick<EvaluateCommand, "model" | "precision" | "semantics" | "workers">;
  terminal: Terminal;
  /** Of the model's files. */
  stamp: string;
}

export function runnersOf(skimmed: Skimmed, { command, terminal, stamp }: RunnersWish): EngineRunner[] {
  const plan = {
    key: command.model,
    backend: "wasm",
    precision: command.precision,
    ...(command.semantics && { semantics: command.semantics }),
    ...skimmed,
    threads: 1,
    source: () => Promise.resolve({ folder: command.model }),
  } as const;
  const start = () => Promise.resolve(terminal.startEngine());
  const confirm = async () => {
    if ((await stampOf(command.model)) !== stamp) throw otherModel(command.model);
  };
  return Array.from({ length: command.workers }, () => new EngineRunner(new EngineClient(start), plan, confirm));
}

async function run(skimmed: Skimmed, runners: readonly EngineRunner[], job: Job): Promise<Evaluated | null> {
  const { command, terminal, source } = job;
  const { stderr } = terminal;
  const { seed } = command;
  const journalFile = journalOf(command, skimmed);
  const goesOn = journalFile !== null && (await journalIsThere(journalFile));
  if (goesOn && !command.resume) throw isTaken(journalFile);
  const [first, ...others] = runners;
  if (!first) throw new RangeError("at least one worker");
  const loaded = await first.load();
  const { model, report, precision } = loaded;
  const isFirst = job.detected === null;
  if (isFirst) {
    sayAssumed(report.assumed, stderr);
    saySemantics(model, command.semantics, stderr);
    refusePolicies(command, loaded);
  }
  const given = command.compares
    ? (command.given.find(({ name }) => name === model.policy.control?.name)?.at ?? [])
    : settingFor(model.policy, command.given[0] ?? null);
  const usual = { given: given.length === 0 ? null : given, usual: usualThresholds, exact: command.exact };
  const ask = askedOf(model.policy, usual);
  const { thresholds, exact } = ask;
  if (!command.compares) {
    sayLack(model.policy, skimmed, command.given[0] ? `${command.given[0].name}s` : null, stderr);
    if (!model.policy.control) stderr.write("Each text is run once.\n");
  }
  refuseTask(model);
  await Promise.all(others.map((runner) => runner.load()));

  const kind = kindOf(model.task);
  job.detected ??= await reading(job, loaded, stderr);
  const { reading: readAs, said } = job.detected;
  const { layers, labels, policy } = model;
  const heading: Heading = {
    file: source.name,
    columns: said,
    ...(readAs.labels ? { labelValues: readAs.labels.values } : {}),
    model: { name: model.name, layers, labels, semantics: model.semantics, policy },
    kind,
    precision,
    thresholds,
    exact,
    seed,
  };
  const tally = new Tally(heading);
  let journal: Journal | null = null;
  if (journalFile !== null) {
    const named = skimmed.policy === undefined ? [] : [policy.name, policy.seed ?? ""];
    const key = {
      model: [model.name, job.stamp, model.semantics, ...named].join(" "),
      precision,
      thresholds,
      ...(exact === null ? {} : { exact }),
      layers,
      classes: labels.length,
      reading: readingKey(readAs),
    };
    const store = fileStore(journalFile);
    const { part } = command;
    const own = part ? { ...key, part: `${part.index}/${part.of}` } : key;
    journal = await (command.resume ? Journal.resume(store, own, kind) : Journal.begin(store, own, kind));
    if (part && !goesOn) await store.append(partLine(part, key, heading, readAs, model.task.answer));
  }

  const control = new Control();
  const letGo = terminal.onInterrupt(() => control.cancel());
  job.restart();
  const progress = progressLine(stderr, command.compares ? `${policy.name}: ` : "", tally, job.fraction);
  const { part } = command;
  const takes = part ? { takes: (row: Row) => isOfPart(row, part) } : {};
  const options = {
    source,
    reading: readAs,
    ask,
    runners,
    tally,
    journal,
    control,
    ...takes,
    onProgress: progress.show,
  };
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
  if (finished) return { table: tally.table(), journalFile };
  const how = journalFile === null || tally.rows === 0 ? "" : `; --resume goes on from ${journalFile}`;
  const of = command.compares ? ` of ${policy.name}` : "";
  stderr.write(`stopped after ${counted(tally.rows, "row")}${of}${how}\n`);
  return null;
}

/** Of several policies each has one of its own. */
function journalOf({ out, compares, part }: EvaluateCommand, { policy = "" }: Skimmed): string | null {
  if (part) return out; // its rows are what is wanted
  return out === null ? null : compares ? `${out}.${policy}.journal` : `${out}.journal`;
}

/** Before hours of work, whether all of them can be evaluated. Throws SkimError. */
function refusePolicies({ compares, skimmed, given }: EvaluateCommand, { policies }: Loaded): void {
  if (!compares) return;
  const can = policies.map(({ name }) => name);
  const not = skimmed.find(({ policy = "" }) => !can.includes(policy));
  if (not)
    throw new SkimError(
      "policy",
      `The policy “${not.policy ?? ""}” is none that this model can be skimmed by: these are ${can.join(", ")}.`,
    );
  const named = policies.filter(({ name }) => skimmed.some(({ policy }) => policy === name));
  const unused = given.find(({ name }) => !named.some(({ control }) => control?.name === name));
  if (unused) throw new SkimError("threshold", `--${unused.name}s: none of these policies has a ${unused.name}.`);
}

/** Finds how the file is read, and says it. Throws SkimError "data-set". */
export async function reading(
  { command, source }: { command: Pick<EvaluateCommand, "file" | "wanted">; source: Source },
  { model }: Loaded,
  stderr: Output,
): Promise<Detected> {
  const detected = await detect(source, model.labels, kindOf(model.task).gold, command.wanted);
  if (isQuestion(detected)) throw asError(detected, command.file);
  const hint = detected.passedOver.map(optionOf).join(" or ");
  stderr.write(`${visible(detected.said)}\n${hint === "" ? "" : `To take it: ${visible(hint)}\n`}`);
  return detected;
}

/** An error that ends an evaluation, with what is not lost by it. */
export function withWhatIsKept(error: unknown, rows: number, journalFile: string | null): unknown {
  if (!SkimError.is(error) || journalFile === null || rows === 0) return error;
  const kept = `${counted(rows, "row is", "rows are")} done, and kept as far as they were written: --resume goes on from there.`;
  return new SkimError(error.code, `${error.message} ${kept}`, { cause: error });
}

/** How far it is, on a terminal's standard error; nothing elsewhere. */
function progressLine(stderr: Output, of: string, tally: Tally, fraction: () => number) {
  const there = stderr.isTTY === true;
  let shown = -Infinity;
  return {
    show: () => {
      if (!there || performance.now() - shown < 200) return;
      shown = performance.now();
      stderr.write(`\r${of}${counted(tally.rows, "row")}, ${(fraction() * 100).toFixed(0)} % of the file read\u001b[K`);
    },
    clear: () => {
      if (there) stderr.write("\r\u001b[K");
    },
  };
}
