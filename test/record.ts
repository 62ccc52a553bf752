// `npm run record`: runs the real engine on the texts of test/fixtures/texts and writes each run to test/fixtures/runs, for the view's
// tests to draw; with names (`-- sst2-merge`) those alone. Run it again when a model's weights change. The texts are our own.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { openBundle } from "../src/engine/bundle/bundle.js";
import { Model } from "../src/engine/model.js";
import { shownOutput } from "../src/run/marks.js";
import { append, startRun, type Precision, type Run } from "../src/run/run.js";
import type { Forced } from "../src/run/sweep.js";
import { readFolder } from "../src/worker/folder.js";

interface Recording {
  name: string;
  model: "sst2" | "issues";
  precision: Precision;
  /** Of test/fixtures/texts, "pair" with a text a line; "hostile" is here, for no file of UTF-8 can hold half a character. */
  text: "short" | "odd" | "long" | "windows" | "pair" | "hostile";
  /** Absent = the model's own. */
  policy?: string;
  /** For every layer; absent = the policy's, as the model has it. */
  control?: number;
  /** With what each word is worth. */
  worth?: true;
  /** Fates decided by hand. */
  forced?: Forced[];
  /** What the recording is for; it fails where the text does not give that. */
  fits: (run: Run) => boolean;
}

const recordings: readonly Recording[] = [
  { name: "sst2-short", model: "sst2", precision: "fp32", text: "short", fits: (run) => run.tokens.length < 40 },
  {
    name: "sst2-strict",
    model: "sst2",
    precision: "fp32",
    text: "short",
    control: 0.9,
    fits: (run) => run.control[0] === 0.9,
  },
  {
    name: "sst2-merge",
    model: "sst2",
    precision: "fp32",
    text: "short",
    policy: "merge",
    control: 0.85,
    fits: (run) => run.joined.length > 10,
  },
  {
    name: "sst2-worth",
    model: "sst2",
    precision: "fp32",
    text: "short",
    worth: true,
    fits: (run) => run.marks !== undefined,
  },
  { name: "sst2-hostile", model: "sst2", precision: "fp32", text: "hostile", fits: (run) => run.tokens.length > 20 },
  {
    name: "sst2-odd",
    model: "sst2",
    precision: "fp32",
    text: "odd",
    fits: (run) => /\p{Emoji}/u.test(run.passage.text),
  },
  {
    name: "sst2-by-hand",
    model: "sst2",
    precision: "fp32",
    text: "short",
    forced: [
      { token: 4, from: 4, keep: true }, // not
      ...[13, 14, 15].map((token) => ({ token, from: 2, keep: true })), // unhurried
      { token: 16, from: 0, keep: false }, // performances
    ],
    fits: ({ depth }) => depth[4] === 6 && depth[16] === 0 && depth[13] === 6 && depth[15] === 6,
  },
  {
    name: "sst2-pair",
    model: "sst2",
    precision: "fp32",
    text: "pair",
    fits: (run) => run.tokens.some(({ second }) => second),
  },
  { name: "sst2-int8", model: "sst2", precision: "int8", text: "short", fits: (run) => run.model.int8 !== null },
  { name: "issues-long", model: "issues", precision: "fp32", text: "long", fits: (run) => run.tokens.length > 200 },
  {
    name: "issues-windows",
    model: "issues",
    precision: "fp32",
    text: "windows",
    fits: (run) => run.windows.length === 2,
  },
];

const hostile = `<img/src=x/onerror="window.hacked=1"> <script>window.hacked=1</script> \u202eevil \ud800 &amp;`;
const out = "test/fixtures/runs";

async function record({
  name,
  model: folder,
  precision,
  text: file,
  policy,
  control,
  worth,
  forced = [],
  fits,
}: Recording): Promise<void> {
  const bundle = await openBundle(readFolder(`models/${folder}`), policy === undefined ? {} : { policy });
  const model = await Model.load(bundle, { precision, threads: 1 });
  const read = file === "hostile" ? hostile : readFileSync(`test/fixtures/texts/${file}.txt`, "utf8").trimEnd();
  const [text = "", pair] = file === "pair" ? read.split("\n") : [read];
  const second = pair === undefined ? {} : { pair };
  const run = startRun({
    id: name,
    started: new Date().toISOString(),
    passage: { text, ...second, name: `${file}.txt` },
    model: model.info,
    control: model.info.control.map((own) => control ?? own),
    forced,
    precision,
    backend: model.backend,
  });
  for await (const event of model.skim(text, { ...second, control: run.control, forced })) append(run, event);
  if (worth)
    for await (const event of model.occlude(text, { kind: "omit", label: shownOutput(run) }))
      append(run, { kind: "mark", ...event });
  await model.dispose();
  if (!fits(run)) throw new Error(`${name}: the text ${file}.txt is not of the kind that the recording is for.`);
  const path = `${out}/${name}.json`;
  writeFileSync(path, `${JSON.stringify({ ...run, scores: run.scores.map((layer) => layer.map(shortest)) })}\n`);
  const label = run.model.labels[run.result?.label ?? -1] ?? "";
  console.log(`${basename(path)}: ${run.tokens.length} tokens, ${label}, kept ${run.kept.join(" ")}`);
}

/** The fewest digits that give the same 32-bit float: nobody needs the other ten. */
function shortest(p: number | null): number | null {
  if (p === null) return null;
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(p.toPrecision(digits));
    if (Math.fround(short) === p) return short;
  }
  return p;
}

const only = process.argv.slice(2);
if (only.length === 0) rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
for (const recording of recordings) if (only.length === 0 || only.includes(recording.name)) await record(recording);
