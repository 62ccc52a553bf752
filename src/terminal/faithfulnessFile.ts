/** `npm run -s skim -- faithfulness FILE`: do the words that are kept to the end stand for the text? */
import { basename } from "node:path";
import { counted } from "../words/counted.js";
import { askedOf } from "../dataset/run/asked.js";
import { readRows, type Row, type Source } from "../dataset/read/rows.js";
import type { Reading } from "../dataset/read/reading.js";
import { drawRows } from "../dataset/search/drawRows.js";
import { faithfulnessOf, type TextFaithfulness } from "../dataset/faithfulness/faithfulness.js";
import { faithfulnessAt, type FaithfulnessTable } from "../dataset/faithfulness/table.js";
import type { EngineRunner } from "../dataset/run/runner.js";
import { SkimError } from "../protocol/errors.js";
import type { Texts } from "../run/passage.js";
import { denseAt } from "../run/policy.js";
import { readPieces } from "../worker/pieces.js";
import { refuseModel } from "./cannotRead.js";
import { columns } from "./columns.js";
import { evaluateUsage, parseEvaluate, usualThresholds, type EvaluateCommand } from "./evaluateOptions.js";
import { reading, runnersOf } from "./evaluatePolicy.js";
import { wrong } from "./arguments.js";
import { settingFor } from "./policyOptions.js";
import { inTable } from "./figureCells.js";
import { stampOf } from "./stamp.js";
import type { Terminal } from "./terminal.js";
import { visible, visibleJson } from "./visible.js";

const usage = `Usage: npm run -s skim -- faithfulness FILE [options]
Sufficiency and comprehensiveness (ERASER, DeYoung et al. 2020) of the words that are kept to the end: how far the probability of the
unskimmed model's label falls where only they are given, and where they alone are left out; beside as many words by lot.
The options are those of evaluate that say model, policies, settings and file, and its --seed and --json; 200 texts are drawn.
${evaluateUsage.slice(evaluateUsage.indexOf("\n") + 1)}`;

/** A text takes five runs at each setting: as many as tell policies apart. */
const texts = 200;

/** Gives the exit status. Throws SkimError with one line that says what to do. */
export async function faithfulnessFile(args: string[], terminal: Terminal): Promise<number> {
  const command = parseEvaluate(args);
  const { stdout, stderr } = terminal;
  if (!command) {
    stdout.write(`${usage}\n`);
    return 0;
  }
  if (command.out !== null || command.output === "csv" || command.exact !== null)
    throw wrong("faithfulness prints a table, or JSON with --json: it has no --out, --csv or --exact.");
  await refuseModel(command.model);
  const stamp = await stampOf(command.model);
  const name = basename(command.file);
  const source: Source = { name, format: command.format, open: readPieces(command.file, name) };
  let read: { reading: Reading; said: string; rows: Row[] } | null = null;
  const found: FaithfulnessTable["policies"] = [];
  let model = { name: "", precision: "" };
  for (const skimmed of command.skimmed) {
    const runners = runnersOf(skimmed, { command, terminal, stamp });
    try {
      const [loaded] = await Promise.all(runners.map((runner) => runner.load()));
      if (!loaded) throw new RangeError("at least one worker");
      const { policy, task } = loaded.model;
      if (task.answer !== "one")
        throw new SkimError("data-set", "Faithfulness is measured of models that give a text one label.");
      if (!policy.control) throw new SkimError("policy", `${policy.name} leaves nothing out: name another policy.`);
      model = { name: loaded.model.name, precision: loaded.precision };
      if (!read) {
        const detected = await reading({ command, source }, loaded, stderr);
        const asked = { choose: texts, report: 0, seed: command.seed };
        const { choose, report } = await drawRows(readRows(source, detected.reading), asked);
        read = { ...detected, rows: [...choose, ...report] };
      }
      if (!command.compares) settingFor(policy, command.given[0] ?? null); // throws where it has another control
      const own = command.given.find(({ name }) => name === policy.control?.name)?.at ?? null;
      const { thresholds } = askedOf(policy, { given: own, usual: usualThresholds, exact: null });
      const dense = denseAt(policy.control);
      const settings = thresholds.filter((at) => at !== dense);
      const each = await onAll(read.rows, runners, (row, runner) => ofText(row, runner, dense, settings, command.seed));
      const at = settings.map((setting, s) =>
        faithfulnessAt(
          setting,
          each.flatMap((all) => all[s] ?? []),
          command.seed,
        ),
      );
      found.push({ policy: policy.name, control: policy.control.name, at });
    } finally {
      for (const runner of runners) runner.dispose();
    }
  }
  const table: FaithfulnessTable = {
    ...{ format: 1, kind: "faithfulness", file: name, columns: read?.said ?? "", model: model.name },
    ...{ precision: model.precision, seed: command.seed, texts: read?.rows.length ?? 0, policies: found },
  };
  stdout.write(command.output === "json" ? visibleJson(`${JSON.stringify(table, null, 1)}\n`) : toTable(table));
  return 0;
}

/** One a setting. */
async function ofText(
  { text, pair, row }: Row,
  runner: EngineRunner,
  dense: number,
  settings: readonly number[],
  seed: EvaluateCommand["seed"],
): Promise<TextFaithfulness[]> {
  const whole: Texts = { text, ...(pair === undefined ? {} : { pair }) };
  const before = await runner.whole(whole, [dense]);
  const read = async (texts: Texts, label: number) =>
    (await runner.whole(texts, [dense])).result?.probabilities[label] ?? NaN;
  const all: TextFaithfulness[] = [];
  for (const setting of settings)
    all.push(await faithfulnessOf(whole, before, await runner.whole(whole, [setting]), seed + row, read));
  return all;
}

async function onAll<T>(
  rows: readonly Row[],
  runners: readonly EngineRunner[],
  work: (row: Row, runner: EngineRunner) => Promise<T>,
): Promise<T[]> {
  const done = Array<T | undefined>(rows.length);
  let next = 0;
  const one = async (runner: EngineRunner) => {
    for (let i = next++; i < rows.length; i = next++) {
      const row = rows[i];
      if (row) done[i] = await work(row, runner);
    }
  };
  await Promise.all(runners.map(one));
  return done.filter((each) => each !== undefined);
}

function toTable({ file, model, precision, texts, policies, seed }: FaithfulnessTable): string {
  const cell = (figure: Parameters<typeof inTable>[0]) => inTable(figure, (value) => value.toFixed(3));
  const lines = policies.flatMap(({ policy, control, at }) =>
    at.map(({ setting, kept, own, random }) => [
      policy,
      `${control} ${setting}`,
      (100 * kept).toFixed(1),
      cell(own.sufficiency),
      cell(random.sufficiency),
      cell(own.comprehensiveness),
      cell(random.comprehensiveness),
    ]),
  );
  const header = [
    "policy",
    "at",
    "words kept %",
    "sufficiency",
    "of words by lot",
    "comprehensiveness",
    "of words by lot",
  ];
  return `${[
    `${visible(file)}: ${counted(texts, "text")}; ${visible(model)}, ${precision}`,
    columns([header, ...lines]),
    `falls of p(label that the unskimmed model gives): sufficiency where only the words kept to the end are given (small = they suffice), comprehensiveness where they alone are left out (large = nothing else would do); as many words by lot beside them; [95 % of bootstrap replicates, seed ${seed}]`,
  ].join("\n")}\n`;
}
