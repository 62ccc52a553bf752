// A data set of a dozen rows evaluated by a runner that makes its outcomes out of the text: what a journal is worth shows in the table.
import { Control } from "../../src/dataset/run/control.js";
import { evaluate } from "../../src/dataset/run/evaluate.js";
import { Journal, type JournalKey, type JournalStore } from "../../src/dataset/run/journal.js";
import { detect } from "../../src/dataset/read/detect.js";
import { isQuestion, readingKey } from "../../src/dataset/read/reading.js";
import type { Runner } from "../../src/dataset/run/runner.js";
import { one } from "../../src/dataset/measure/one.js";
import { Tally } from "../../src/dataset/measure/tally.js";
import type { Texts } from "../../src/run/passage.js";
import type { Evaluation, Outcome } from "../../src/run/evaluation.js";

const thresholds = [0, 0.5];
const model = { name: "made up", layers: 2, labels: ["no", "yes"] };
const lines = Array.from({ length: 12 }, (_, i) =>
  JSON.stringify({ text: `row ${i} ${"of words ".repeat(i % 5)}`, label: i % 2 }),
);
const bytes = new TextEncoder().encode(`${lines.join("\n")}\n`);

const runner: Runner = {
  run({ text }: Texts): Promise<Outcome> {
    const n = text.length;
    const at = thresholds.map((t) => ({
      label: n % 2,
      flops: 1000 * n * (1 - t / 2),
      kept: [n, Math.round(n * (1 - t))],
    }));
    return Promise.resolve({ tokens: n, flopsDense: 1000 * n, backend: "none", at });
  },
};

export class Lines implements JournalStore {
  readonly name = "x.journal";
  constructor(public text = "") {}
  async *lines(): AsyncGenerator<string> {
    if (this.text === "") return;
    for (const line of this.text.split("\n")) yield await Promise.resolve(line);
  }
  create(heading: string): Promise<void> {
    this.text = heading;
    return Promise.resolve();
  }
  append(lines: string): Promise<void> {
    this.text += lines;
    return Promise.resolve();
  }
}

/** The whole table. */
export async function evaluated(store: Lines): Promise<Evaluation> {
  return (await rowsDone(store, Infinity)).table();
}

/** Stopped after so many rows: they are in the journal. */
export async function rowsDone(store: Lines, stop: number): Promise<Tally> {
  const source = {
    name: "x.jsonl",
    format: "jsonl" as const,
    async *open() {
      yield await Promise.resolve(bytes);
    },
  };
  const detected = await detect(source, model.labels, one.gold);
  if (isQuestion(detected)) throw new Error(detected.said);
  const { reading, said } = detected;
  const tally = new Tally({
    file: source.name,
    columns: said,
    model,
    kind: one,
    precision: "fp32",
    thresholds,
    exact: null,
    seed: 5,
  });
  const key: JournalKey = {
    model: "made up",
    precision: "fp32",
    thresholds,
    layers: 2,
    classes: 2,
    reading: readingKey(reading),
  };
  const control = new Control();
  await evaluate({
    source,
    reading,
    ask: { thresholds, exact: null },
    runners: [runner],
    tally,
    journal: await Journal.resume(store, key, one),
    control,
    onProgress: () => tally.rows >= stop && control.cancel(),
  });
  return tally;
}
