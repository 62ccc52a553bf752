/**
 * `npm run parity:sweep -- DATA`: does the exact sweep agree with fresh, whole runs? DATA is a folder with sst2.dev.jsonl.gz and
 * nlbse24_issues.train.jsonl.gz, rows of {"text": …}; they stay outside the repository. --sst2 200 and --issues 20 texts, each
 * compared at --settings 50, drawn by --seed 1, by each of --policies (default: the model's own); --part 1/2 takes every second of
 * them, for a process a core. Ends with status 1 where one run differs.
 */
import { parseArgs } from "node:util";
import { openBundle } from "../../src/engine/bundle/bundle.js";
import { Model } from "../../src/engine/model.js";
import { append, startRun, type Run } from "../../src/run/run.js";
import type { SweepStep } from "../../src/run/sweep.js";
import { readFolder } from "../../src/worker/folder.js";
import { stepIn } from "../unit/stepIn.js";
import { textsOf } from "./texts.js";

const near = 1e-5;
/** An issue is long from here on, UTF-16 units: about a window of 512 tokens. */
const longText = 1200;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sst2: { type: "string", default: "200" },
    issues: { type: "string", default: "20" },
    settings: { type: "string", default: "50" },
    policies: { type: "string" },
    seed: { type: "string", default: "1" },
    part: { type: "string", default: "1/1" },
  },
});
const [folder] = positionals;
if (folder === undefined) throw new Error("npm run parity:sweep -- DATA: the folder of the data sets is missing");

const [part = 1, parts = 1] = values.part.split("/").map(Number);

let state = Number(values.seed);
/** Uniform in 0 … 1 (mulberry32). */
function random(): number {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}

/** Scores that crowd near 0 are told apart by settings that do. */
function setting({ policy: { control } }: Model["info"]): number {
  return control?.scale === "log" ? 10 ** (-4 * random()) : random();
}

async function fresh(model: Model, text: string, threshold: number): Promise<Run> {
  const passage = { text, name: "parity" };
  const { info, precision, backend } = model;
  const run = startRun({ id: "", started: "", passage, model: info, control: [threshold], precision, backend });
  for await (const event of model.skim(text, { control: [threshold] })) append(run, event);
  return run;
}

let differing = 0;
const policies: (string | undefined)[] = values.policies?.split(",") ?? [undefined];
const sets = [
  { name: "sst2", file: "sst2.dev.jsonl.gz", count: Number(values.sst2), least: 1 },
  { name: "issues", file: "nlbse24_issues.train.jsonl.gz", count: Number(values.issues), least: longText },
];
for (const { name: bundle, file, count, least, policy } of sets.flatMap((set) =>
  policies.map((policy) => ({ ...set, policy })),
)) {
  const name = policy === undefined ? bundle : `${bundle}, ${policy}`;
  const texts = textsOf(folder, file, count, least).filter((_, i) => i % parts === part - 1);
  if (texts.length === 0) continue;
  const bytes = readFolder(`models/${bundle}`);
  const opened = await openBundle(bytes, policy === undefined ? {} : { policy });
  const model = await Model.load(opened, { precision: "fp32", threads: 1 });
  let [compared, depths, labels, far, runs, tokens, largest] = [0, 0, 0, 0, 0, 0, 0];
  for (const text of texts) {
    const started = performance.now();
    const steps: SweepStep[] = [];
    for await (const event of model.sweep(text)) if (event.kind === "step") steps.push(event.step);
    steps.sort((a, b) => a.hi - b.hi);
    runs += steps.length;
    tokens += steps[0]?.depths.length ?? 0;
    for (let i = 0; i < Number(values.settings); i++) {
      const threshold = setting(model.info);
      const run = await fresh(model, text, threshold);
      const step = stepIn(steps, threshold);
      const away = (run.result?.probabilities ?? []).map((p, l) => Math.abs(p - (step?.probabilities[l] ?? NaN)));
      const most = Math.max(...away);
      const same = String(step?.depths) === String(run.depth) && String(step?.kept) === String(run.kept);
      const wrong = [!same, step?.label !== run.result?.label, !(most <= near)];
      compared++;
      if (wrong[0]) depths++;
      if (wrong[1]) labels++;
      if (wrong[2]) far++;
      if (wrong.includes(true)) differing++;
      largest = Math.max(largest, most);
    }
    const seconds = (performance.now() - started) / 1000;
    console.log(
      `${name}: ${steps[0]?.depths.length ?? 0} tokens, ${steps.length} runs, ${seconds.toFixed(0)} s; ${differing} differ so far`,
    );
  }
  await model.dispose();
  console.log(
    `${name}: ${texts.length} texts of ${(tokens / texts.length).toFixed(0)} tokens and ${(runs / texts.length).toFixed(0)} distinct runs on average; of ${compared} fresh runs ` +
      `${depths} differ in depths, ${labels} in the label, ${far} in probabilities by more than ${near}; largest difference ${largest}`,
  );
}
process.exitCode = differing > 0 ? 1 : 0;
