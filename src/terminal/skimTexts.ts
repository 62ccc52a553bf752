/** `npm run -s skim -- "some text"`: the runs of texts. Options in options.ts, output in print.ts. */
import type { Model } from "../engine/model.js";
import { SkimError } from "../protocol/errors.js";
import { toJson } from "../export/json.js";
import { shownOutput, type MarkKind } from "../run/marks.js";
import { append, startRun, type Run } from "../run/run.js";
import { textsOf, type Passage } from "../run/passage.js";
import { openModel } from "./openModel.js";
import { parseOptions, usage, type Options } from "./options.js";
import { sayLack, saySeed, settingFor } from "./policyOptions.js";
import { toText } from "./print.js";
import type { Terminal } from "./terminal.js";
import { readTexts, type TextLine } from "./texts.js";
import { visible, visibleJson } from "./visible.js";

const someFailed = 2;

/** Gives the exit status. Throws SkimError with one line that says what to do. */
export async function skimTexts(args: string[], terminal: Terminal): Promise<number> {
  const { stdout, stderr } = terminal;
  const options = parseOptions(args);
  if (options.help) {
    stdout.write(`${usage}\n`);
    return 0;
  }
  const model = await openModel(options.model, options, stderr);
  const control = settingFor(model.info.policy, options.given);
  sayLack(model.info.policy, options, options.given && options.given.name, stderr);
  saySeed(model.info.policy, options, stderr);
  const colour = stdout.isTTY === true && process.env["NO_COLOR"] === undefined;
  let status = 0;
  let printed = 0;
  for await (const item of options.file === null ? given(options) : readTexts(options.file, terminal.stdin)) {
    const outcome = "error" in item ? item : await classify(model, item, control, options.importance);
    if ("error" in outcome) {
      status = someFailed;
      if (options.json) stdout.write(`${visibleJson(JSON.stringify(outcome))}\n`);
      else stderr.write(`line ${outcome.line}: ${visible(outcome.error)}\n`);
    } else
      stdout.write(
        options.json
          ? `${visibleJson(JSON.stringify(toJson(outcome)))}\n`
          : `${printed++ > 0 ? "\n" : ""}${toText(outcome, colour)}\n`,
      );
  }
  await model.dispose();
  return status;
}

async function classify(
  model: Model,
  item: Extract<TextLine, { text: string }>,
  control: readonly number[],
  importance: MarkKind | null,
): Promise<Run | { line: number; error: string }> {
  const passage: Passage = { ...textsOf(item), name: `line ${item.line}` };
  const { control: own, listed } = model.info;
  const [first = 0] = control;
  const run = startRun({
    id: String(item.line),
    started: new Date().toISOString(),
    passage,
    model: model.info,
    control: control.length === 0 ? [...own] : control.length === 1 ? own.map(() => first) : [...control],
    ...(control.length > 1 || (control.length === 0 && listed) ? { listed: true } : {}),
    precision: model.precision,
    backend: model.backend,
  });
  try {
    for await (const event of model.skim(item.text, { ...textsOf(item), control })) append(run, event);
    if (importance !== null) {
      const asked = { ...textsOf(item), kind: importance, label: shownOutput(run) };
      for await (const event of model.occlude(item.text, asked)) append(run, { kind: "mark", ...event });
    }
    return run;
  } catch (error) {
    // A wrong setting is the command line's fault, not the text's.
    if (!SkimError.is(error) || error.code === "threshold") throw error;
    return { line: item.line, error: error.message };
  }
}

function* given({ texts, pair }: Options): Generator<TextLine> {
  for (const [index, text] of texts.entries()) yield { line: index + 1, text, ...(pair === null ? {} : { pair }) };
}
