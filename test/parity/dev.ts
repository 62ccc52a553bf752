/**
 * `npm run parity:dev -- DATA [--bundle FOLDER]`: the engine on all of SST-2 dev (DATA/sst2.dev.jsonl.gz, which the repository does
 * not hold), fp32 and int8, against PyTorch's answers, which models/train/answers.py writes first. PYTHON names the Python to take.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { openBundle } from "../../src/engine/bundle/bundle.js";
import { Model } from "../../src/engine/model.js";
import type { Precision } from "../../src/run/run.js";
import { readFolder } from "../../src/worker/folder.js";
import { answersOf } from "./python.js";
import { compare, far, runOf, type Answer, type Difference } from "./pytorch.js";

interface Row {
  text: string;
  label: number;
  fp32: Answer;
  int8: Answer;
}

type Outcome = Pick<Answer, "depth" | "logits">;

/** Where the two best logits are nearer than this, a label is a toss. */
const toss = 1e-3;
const resultFile = "out/parity-dev.json";

const { values, positionals } = parseArgs({
  options: { bundle: { type: "string", default: "models/sst2" } },
  allowPositionals: true,
});
const [data] = positionals;
if (data === undefined) throw new Error("Say where the rows are: npm run parity:dev -- DATA");

async function engine(folder: string, precision: Precision, rows: readonly Row[]) {
  const model = await Model.load(await openBundle(readFolder(folder)), { precision, threads: 1 });
  const outcomes: Outcome[] = [];
  const differences: Difference[] = [];
  for (const row of rows) {
    const answer = row[precision];
    const run = await runOf(model, row.text, answer);
    outcomes.push({ depth: run.depth, logits: run.result?.logits ?? [] });
    differences.push(compare(run, answer));
  }
  await model.dispose();
  return { outcomes, differences };
}

const best = ({ logits }: Outcome): number => logits.indexOf(Math.max(...logits));
const margin = ({ logits }: Outcome): number => {
  const [first = NaN, second = NaN] = [...logits].sort((a, b) => b - a);
  return first - second;
};
const share = (part: number, of: number): number => Math.round((1e6 * part) / of) / 1e6;

/** How far b is a, row by row. A text's masks are equal if all its tokens' depths are: kept sets are nested. */
function agreement(a: readonly Outcome[], b: readonly Outcome[]) {
  const pairs = a.map((x, i) => [x, b[i] ?? { depth: [], logits: [] }] as const);
  const clear = pairs.filter(([x]) => margin(x) > toss);
  const sameLabel = (some: typeof pairs) => some.filter(([x, y]) => best(x) === best(y)).length;
  const sameDepths = ([x, y]: (typeof pairs)[number]) => x.depth.filter((depth, i) => depth === y.depth[i]).length;
  const tokens = a.reduce((sum, { depth }) => sum + depth.length, 0);
  return {
    rows: a.length,
    sameLabel: share(sameLabel(pairs), pairs.length),
    clearRows: clear.length,
    sameLabelWhereClear: share(sameLabel(clear), clear.length),
    sameDepth: share(
      pairs.reduce((sum, pair) => sum + sameDepths(pair), 0),
      tokens,
    ),
    sameMasks: share(pairs.filter((pair) => sameDepths(pair) === pair[0].depth.length).length, pairs.length),
    largestLogitDifference: Math.max(...pairs.map(([x, y]) => far(x.logits, y.logits))),
  };
}

const rows = answersOf<Row>("answers.py", values.bundle, resolve(data));
const { outcomes: fp32, differences } = await engine(values.bundle, "fp32", rows);
const { outcomes: int8 } = await engine(values.bundle, "int8", rows);
const accuracy = (outcomes: readonly Outcome[]) =>
  share(outcomes.filter((outcome, i) => best(outcome) === rows[i]?.label).length, rows.length);

const result = {
  bundle: values.bundle,
  threshold: rows[0]?.fp32.threshold,
  "engine fp32 against PyTorch fp32": {
    ...agreement(
      rows.map((row) => row.fp32),
      fp32,
    ),
    decisionsWrongBeyond1e4: differences.reduce((sum, { masks }) => sum + masks.length, 0),
    textsPartedWithin1e4: differences.filter(({ parted }) => parted).length,
    largestScoreDifference: Math.max(...differences.map(({ p }) => p)),
  },
  "engine int8 against PyTorch's simulation": agreement(
    rows.map((row) => row.int8),
    int8,
  ),
  "engine int8 against engine fp32": {
    ...agreement(fp32, int8),
    accuracyFp32: accuracy(fp32),
    accuracyInt8: accuracy(int8),
  },
};
console.log(JSON.stringify(result, null, 2));
mkdirSync("out", { recursive: true });
writeFileSync(resultFile, JSON.stringify(result, null, 1));
const first = result["engine fp32 against PyTorch fp32"];
if (first.sameLabelWhereClear < 1 || first.decisionsWrongBeyond1e4 > 0) {
  console.log("fp32 is not PyTorch's: labels or decisions differ where they may not.");
  process.exitCode = 1;
}
