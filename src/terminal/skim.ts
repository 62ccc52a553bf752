/** The engine without VS Code: `npm run -s skim -- "some text"`. Its options are in options.ts, its output in print.ts. */
import type { Model } from "../engine/model.js";
import { SkimError } from "../protocol/errors.js";
import { toJson } from "../export/json.js";
import { append, startRun, type Run } from "../run/run.js";
import { textsOf, type Passage } from "../run/passage.js";
import { lackText } from "../words/policy.js";
import { evaluateFile } from "./evaluateFile.js";
import { openModel } from "./openModel.js";
import { parseOptions, usage, type Options } from "./options.js";
import { toText } from "./print.js";
import { sweepText } from "./sweepText.js";
import { readTexts, type TextLine } from "./texts.js";
import { visible, visibleJson } from "./visible.js";

const someFailed = 2;

async function main(options: Options): Promise<number> {
  const model = await openModel(options.model, options);
  const lack = lackText(model.info.policy);
  if (lack !== null) {
    const asked = options.threshold.length > 0 ? " So --threshold changes nothing." : "";
    process.stderr.write(`${lack}${asked}\n`);
  }
  const colour = process.stdout.isTTY && process.env["NO_COLOR"] === undefined;
  let status = 0;
  let printed = 0;
  for await (const item of options.file === null ? given(options) : readTexts(options.file)) {
    const outcome = "error" in item ? item : await classify(model, item, options);
    if ("error" in outcome) {
      status = someFailed;
      if (options.json) print(visibleJson(JSON.stringify(outcome)));
      else process.stderr.write(`line ${outcome.line}: ${visible(outcome.error)}\n`);
    } else
      print(
        options.json
          ? visibleJson(JSON.stringify(toJson(outcome)))
          : (printed++ > 0 ? "\n" : "") + toText(outcome, colour),
      );
  }
  await model.dispose();
  return status;
}

async function classify(
  model: Model,
  item: Extract<TextLine, { text: string }>,
  options: Options,
): Promise<Run | { line: number; error: string }> {
  const passage: Passage = { ...textsOf(item), name: `line ${item.line}` };
  const control = options.threshold.length === 0 ? model.info.control : options.threshold;
  const run = startRun({
    id: String(item.line),
    started: new Date().toISOString(),
    passage,
    model: model.info,
    control: control.length === 1 ? Array<number>(model.info.layers).fill(control[0] ?? 0) : [...control],
    precision: model.precision,
    backend: model.backend,
  });
  try {
    for await (const event of model.skim(item.text, { ...textsOf(item), control })) append(run, event);
    return run;
  } catch (error) {
    // A wrong threshold is the command line's fault, not the text's.
    if (!SkimError.is(error) || error.code === "threshold") throw error;
    return { line: item.line, error: error.message };
  }
}

function* given({ texts, pair }: Options): Generator<TextLine> {
  for (const [index, text] of texts.entries()) yield { line: index + 1, text, ...(pair === null ? {} : { pair }) };
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

// A reader that has seen enough (`| head`) is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));

try {
  const [command, ...rest] = process.argv.slice(2);
  if (command === "evaluate") process.exitCode = await evaluateFile(rest);
  else if (command === "sweep") process.exitCode = await sweepText(rest);
  else {
    const options = parseOptions(process.argv.slice(2));
    if (options.help) print(usage);
    else process.exitCode = await main(options);
  }
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`skim: ${visible(message.replace(/\s+/g, " "))}\n`);
  process.exitCode = 1;
}
