/** `npm run -s skim -- sweep "some text"`: every distinct run of one text over a range of the control. */
import { answerFor } from "../export/json.js";
import { SkimError } from "../protocol/errors.js";
import type { ModelInfo, WantedPrecision } from "../run/run.js";
import type { Semantics } from "../run/semantics.js";
import type { SweepRange, SweepStep } from "../run/sweep.js";
import { sameAnswer } from "../run/answer.js";
import type { Texts } from "../run/passage.js";
import { counted } from "../words/counted.js";
import { countedHow } from "../words/policy.js";
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
import { openModel } from "./openModel.js";
import type { Terminal } from "./terminal.js";
import { policyOptions, sayLack, saySeed, skimmedOf, type Skimmed } from "./policyOptions.js";
import { visible, visibleJson } from "./visible.js";
import { answerWith } from "../words/answer.js";

const usage = `Usage: npm run -s skim -- sweep [options] "some text"
  --from 0 --to 1       the range of the threshold, or share; one stands for all layers
  --policy NAME         who leaves (default: the model’s own; skim --help lists them)
  --seed 0              of a policy that draws
  --pair TEXT           a second text, which the model reads with the first
  --model FOLDER        a bundle (default models/sst2)
${precisionUsage}
  --threads 1           WASM threads
${semanticsUsage}
  --json                an array of {lo, hi, depths, kept, label, answer, logits, probabilities, flops}, ascending; the intervals
                        (lo, hi] part the range, the lowest holds its lower end too, and all bounds are float32 numbers;
                        "answer" is there where the answer is not one label: the labels over a half, or the number
  --help`;

interface SweepCommand extends SweepRange, Texts, Skimmed {
  model: string;
  precision: WantedPrecision;
  semantics?: Semantics;
  threads: number;
  json: boolean;
}

/** Gives the exit status. Throws SkimError with one line that says what to do. */
export async function sweepText(args: string[], { stdout, stderr }: Terminal): Promise<number> {
  const command = parse(args);
  if (!command) {
    stdout.write(`${usage}\n`);
    return 0;
  }
  const model = await openModel(command.model, command, stderr);
  sayLack(model.info.policy, command, null, stderr);
  saySeed(model.info.policy, command, stderr);
  const steps: SweepStep[] = [];
  let flopsDense = 0;
  for await (const event of model.sweep(command.text, command)) {
    if (event.kind === "tokens") flopsDense = event.flopsDense;
    if (event.kind === "step") steps.push(event.step);
  }
  await model.dispose();
  steps.sort((a, b) => a.hi - b.hi);
  stdout.write(`${command.json ? toJson(steps, model.info) : toTable(steps, model.info, flopsDense)}\n`);
  return 0;
}

function toJson(steps: SweepStep[], model: ModelInfo): string {
  const rows = steps.map((step) =>
    JSON.stringify({
      ...step,
      label: step.label === null ? null : (model.labels[step.label] ?? null),
      labels: undefined, // `answer` names them
      ...answerFor(model, step),
    }),
  );
  return visibleJson(`[\n${rows.join(",\n")}\n]`);
}

/** For people: one line a run. `<` marks a run whose label is not that of the run below it. */
function toTable(steps: SweepStep[], model: ModelInfo, flopsDense: number): string {
  const names = model.labels.map(visible);
  const said = steps.map((step) => answerWith(names, step));
  const width = said.reduce((most, { length }) => Math.max(most, length), 7);
  const rows = steps.map((step, i) => {
    const { lo, hi, kept, flops } = step;
    const before = steps[i - 1];
    const flips = before !== undefined && !sameAnswer(before, step);
    return [
      `${lo.toFixed(7)} ${hi.toFixed(7)}`,
      `${said[i]?.padEnd(width) ?? ""} ${flips ? "<" : " "}`,
      (flopsDense / flops).toFixed(2).padStart(6),
      kept.join(" "),
    ].join("  ");
  });
  const head = ["above     to       ", "answer".padEnd(width + 2), "  gain", "tokens kept per layer"].join("  ");
  const end = `${counted(steps.length, "distinct run")}; gain = FLOPs of the plain model over the run's (${countedHow(model)}); < = the answer is another`;
  return [head, ...rows, end].join("\n");
}

function parse(args: string[]): SweepCommand | null {
  const { values, positionals } = readArguments(args, options, "sweep --help");
  if (values.help) return null;
  const [text, ...more] = positionals;
  if (text === undefined || more.length > 0)
    throw wrong(`sweep wants one text in quotes, and got ${positionals.length} (see sweep --help).`);
  return {
    text,
    ...(values.pair === undefined ? {} : { pair: values.pair }),
    model: values.model,
    precision: precisionOf(values.precision),
    ...semanticsOf(values.semantics),
    ...skimmedOf(values),
    threads: wholeNumber("--threads", values.threads, 1, 64),
    json: values.json,
    from: end("--from", values.from),
    to: end("--to", values.to),
  };
}

const options = {
  from: { type: "string", default: "0" },
  to: { type: "string", default: "1" },
  pair: { type: "string" },
  policy: policyOptions.policy,
  seed: policyOptions.seed,
  model: { type: "string", default: "models/sst2" },
  precision: precisionOption,
  semantics: semanticsOption,
  threads: { type: "string", default: "1" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

function end(name: string, text: string): number {
  const value = text.trim() === "" ? NaN : Number(text);
  if (value >= 0 && value <= 1) return value;
  throw new SkimError("threshold", `${name} ${text}: a number from 0 to 1.`);
}
