/** `npm run bench`: the figures of speed, as ratios measured in one run. --only NAME,… --threads N --seconds S (a row) --data FOLDER (sst2.dev.jsonl.gz). */
import { mkdirSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { comparedVersion } from "./compared.js";
import { holds, type Figure, type Row } from "./figure.js";
import { dataSetMemory, dataSetWorkers } from "./figures/dataSet.js";
import { drawing } from "./figures/drawing.js";
import { factored } from "./figures/factored.js";
import { coldFirstLayer, hostBlock, warmFirstLayer } from "./figures/firstLayer.js";
import { int8 } from "./figures/int8.js";
import { load, loadMemory } from "./figures/load.js";
import { memory } from "./figures/memory.js";
import { native } from "./figures/native.js";
import { occlusion } from "./figures/occlusion.js";
import { merging, policyGain, policyWhole } from "./figures/policies.js";
import { searching } from "./figures/search.js";
import { sliderStep } from "./figures/sliderStep.js";
import { skimGain } from "./figures/skimGain.js";
import { split } from "./figures/split.js";
import { sweep128, sweep30, sweepExact } from "./figures/sweep.js";
import { transformersJs, transformersJsBase } from "./figures/transformersJs.js";
import { machine } from "./machine.js";
import { boundOf, printRow } from "./print.js";

/** The table: a figure is a file, and a line here. */
const figures: Figure[] = [
  split,
  skimGain,
  int8,
  factored,
  native,
  transformersJs,
  transformersJsBase,
  load,
  loadMemory,
  memory,
  warmFirstLayer,
  coldFirstLayer,
  hostBlock,
  sweep30,
  sweep128,
  sweepExact,
  sliderStep,
  policyWhole,
  policyGain,
  merging,
  occlusion,
  dataSetMemory,
  dataSetWorkers,
  searching,
  drawing,
];
const resultFile = "out/bench.json";

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    threads: { type: "string", default: "1" },
    seconds: { type: "string", default: "3" },
    data: { type: "string" },
  },
});
const chosen = values.only?.split(",");
const unknown = chosen?.filter((name) => !figures.some((figure) => figure.name === name)) ?? [];
if (unknown.length > 0)
  throw new Error(`no figure ${unknown.join(", ")}; there are ${figures.map(({ name }) => name).join(", ")}`);

const setting = {
  threads: Number(values.threads),
  budgetMs: 1000 * Number(values.seconds),
  least: 5,
  data: values.data ?? null,
};
const measuredOn = {
  ...machine(setting.threads),
  "onnxruntime-node": comparedVersion("onnxruntime-node"),
  "@huggingface/transformers": comparedVersion("@huggingface/transformers"),
};
console.log(
  Object.entries(measuredOn)
    .map(([key, value]) => `${key} ${value}`)
    .join(", "),
);
console.log("value = median [quartiles] of rounds in which all sides took turns\n");

const results: Record<string, unknown>[] = [];
let missed = 0;
for (const figure of figures.filter(({ name }) => chosen?.includes(name) ?? true)) {
  console.log(`${figure.name}: ${figure.title}${boundOf(figure)}`);
  const rows: (Row & { holds: boolean | null })[] = [];
  let failure: string | null = null;
  try {
    for await (const row of figure.measure(setting)) {
      const verdict = holds(figure, row);
      if (verdict === false) missed++;
      rows.push({ ...row, holds: verdict });
      printRow(row, verdict);
    }
  } catch (error) {
    failure = error instanceof Error ? error.message : String(error);
    process.exitCode = 1;
    console.log(`  could not be measured: ${failure}`);
  }
  for (const note of figure.notes ?? []) console.log(`  ${note}`);
  console.log("");
  const { name, title, bound, notes } = figure;
  results.push({ name, title, bound, notes, rows, failure });
}
mkdirSync("out", { recursive: true });
writeFileSync(resultFile, JSON.stringify({ machine: measuredOn, figures: results }, null, 1));
console.log(`${missed === 0 ? "Every bound is held" : `${missed} rows miss their bound`}; all numbers: ${resultFile}`);
