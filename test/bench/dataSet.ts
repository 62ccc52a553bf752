/** What the figures of data sets evaluate: rows, and the whole way from their file's bytes to the table, in engines of their own. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gunzipSync } from "node:zlib";
import { Control } from "../../src/dataset/run/control.js";
import { evaluate } from "../../src/dataset/run/evaluate.js";
import type { Journal, JournalKey } from "../../src/dataset/run/journal.js";
import { detect } from "../../src/dataset/read/detect.js";
import { isQuestion, readingKey } from "../../src/dataset/read/reading.js";
import type { Source } from "../../src/dataset/read/rows.js";
import { EngineRunner } from "../../src/dataset/run/runner.js";
import { one } from "../../src/dataset/measure/one.js";
import { Tally } from "../../src/dataset/measure/tally.js";
import type { Evaluation } from "../../src/run/evaluation.js";
import { EngineClient } from "../../src/worker/engineClient.js";
import { startEngine } from "../../src/worker/start.js";

/** JSONL lines of `count` rows with labels, 3 to 50 words of the bench's review long, each another: sentences of SST-2 are so long. */
export function generatedRows(count: number): string[] {
  const words = readFileSync("test/bench/texts/sst2.txt", "utf8").trim().split(/\s+/);
  return Array.from({ length: count }, (_, i) => {
    const length = 3 + ((i * 29) % 48);
    const from = (i * 17) % (words.length - length);
    return JSON.stringify({ text: `${words.slice(from, from + length).join(" ")} ${i}`, label: i % 2 });
  });
}

/** The 872 rows of SST-2 dev where a folder with sst2.dev.jsonl.gz is given; as many generated ones where not. */
export function devRows(folder: string | null): string[] {
  if (folder === null) return generatedRows(872);
  const lines = gunzipSync(readFileSync(join(folder, "sst2.dev.jsonl.gz"))).toString("utf8");
  return lines.split("\n").filter((line) => line !== "");
}

/** Engines on threads of their own, loaded. Dispose of them. */
export async function startRunners(folder: string, count: number, policy?: string): Promise<EngineRunner[]> {
  const start = () => Promise.resolve(startEngine(pathToFileURL("dist/worker.mjs")));
  const source = () => Promise.resolve({ folder });
  const asked = policy === undefined ? {} : { policy };
  const plan = { key: folder, backend: "wasm", precision: "fp32", threads: 1, source, ...asked } as const;
  const runner = () => new EngineRunner(new EngineClient(start), plan, () => Promise.resolve());
  const runners = Array.from({ length: count }, runner);
  await Promise.all(runners.map((runner) => runner.load()));
  return runners;
}

export interface DataSetRun {
  lines: readonly string[];
  runners: readonly EngineRunner[];
  /** Ascending, 0 first. */
  thresholds: number[];
  journal?: (key: JournalKey) => Promise<Journal>;
  control?: Control;
  onRow?: (rows: number) => void;
}

export async function evaluateRows(run: DataSetRun): Promise<Evaluation> {
  const { lines, runners, thresholds, journal, control = new Control(), onRow } = run;
  const [first] = runners;
  if (!first) throw new RangeError("at least one runner");
  const { name, layers, labels } = (await first.load()).model;
  const source: Source = {
    name: "rows.jsonl",
    format: "jsonl",
    async *open() {
      for (const line of lines) yield await Promise.resolve(Buffer.from(`${line}\n`));
    },
  };
  const detected = await detect(source, labels, one.gold);
  if (isQuestion(detected)) throw new Error(detected.said);
  const { reading, said } = detected;
  const model = { name, layers, labels };
  const tally = new Tally({
    file: source.name,
    columns: said,
    model,
    kind: one,
    precision: "fp32",
    thresholds,
    exact: null,
    seed: 1,
  });
  const classes = labels.length;
  const key = { model: name, precision: "fp32", thresholds, layers, classes, reading: readingKey(reading) };
  const done = await evaluate({
    source,
    reading,
    ask: { thresholds, exact: null },
    runners,
    tally,
    journal: (await journal?.(key)) ?? null,
    control,
    onProgress: () => onRow?.(tally.rows),
  });
  if (!done || tally.rows !== lines.length) throw new Error(`${tally.rows} of ${lines.length} rows were evaluated`);
  return tally.table();
}
