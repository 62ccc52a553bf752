import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { devRows, evaluateRows, startRunners } from "../dataSet.js";
import type { RowsMark } from "../dataSetMemory.js";
import type { Figure } from "../figure.js";
import { interleave, ratio, spread } from "../timing.js";

const rows = 30_000;
/** Rows after which memory is compared: the first pair has the engines' warming up in it, the second only what rows cost. */
const pairs = [
  [1000, 10_000],
  [10_000, rows],
] as const;

/** Whether a data set may be as long as it likes. */
export const dataSetMemory: Figure = {
  name: "dataSetMemory",
  title: "data set: resident memory after many rows / after fewer",
  bound: { atMost: 1.05 },
  notes: [
    "A process of its own with two engines: rows of 3 to 50 words at four thresholds on the tiny model of the tests, with its journal. Evaluation stands still at each reading, after a collection of JavaScript's garbage (the main thread's; the engines' threads collect when they like). The spread is over the readings after every 1,000 rows between the two.",
  ],
  async *measure() {
    const marks = await readings();
    for (const [from, to] of pairs) {
      const [first, ...later] = marks.filter((mark) => mark.rows >= from && mark.rows <= to);
      const last = later.at(-1);
      if (!first || !last) throw new Error("no reading");
      yield {
        on: `tiny, fp32, 2 workers, ${to} / ${from} rows`,
        value: { ...spread(later.map(({ rssMb }) => rssMb / first.rssMb)), median: last.rssMb / first.rssMb },
        parts: {
          [`RSS after ${from} MB`]: first.rssMb,
          [`RSS after ${to} MB`]: last.rssMb,
          [`JavaScript heap after ${from} MB`]: first.heapMb,
          [`JavaScript heap after ${to} MB`]: last.heapMb,
        },
      };
    }
  },
};

async function readings(): Promise<RowsMark[]> {
  const child = spawn(process.execPath, ["--expose-gc", "out/bench/dataSetMemory.mjs", String(rows)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const marks: RowsMark[] = [];
  for await (const line of createInterface({ input: child.stdout })) marks.push(JSON.parse(line) as RowsMark);
  return marks;
}

/** What a second engine is worth. */
export const dataSetWorkers: Figure = {
  name: "dataSetWorkers",
  title: "data set of 872 rows: 1 worker / 2 workers",
  bound: { atLeast: 1.7 },
  notes: [
    "From the file's bytes to the table with its bootstrap; the engines, a thread each, are loaded before. It needs two idle processors. Rows: SST-2 dev where --data names a folder with sst2.dev.jsonl.gz, else 872 pieces of the bench's own review.",
  ],
  async *measure({ data, ...timing }) {
    const runners = await startRunners("models/sst2", 2);
    const lines = devRows(data);
    const evaluated = (workers: number) => () =>
      evaluateRows({ lines, runners: runners.slice(0, workers), thresholds: [0, 0.5] });
    try {
      // Two rounds take minutes: the budget of a row is far behind.
      const times = await interleave({ one: evaluated(1), two: evaluated(2) }, { ...timing, least: 2 });
      yield {
        on: `sst2, fp32, ${data === null ? "generated rows" : "SST-2 dev"}`,
        value: ratio(times.one, times.two),
        parts: { "1 worker s": spread(times.one).median / 1000, "2 workers s": spread(times.two).median / 1000 },
      };
    } finally {
      for (const runner of runners) runner.dispose();
    }
  },
};
