/** A process of its own that evaluates a data set on a tiny model, journal and all: dataSetMemory.mjs ROWS. A JSON line at each 1,000 rows. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Control } from "../../src/dataset/run/control.js";
import { one } from "../../src/dataset/measure/one.js";
import { Journal } from "../../src/dataset/run/journal.js";
import { fileStore } from "../../src/terminal/fileStore.js";
import { evaluateRows, generatedRows, startRunners } from "./dataSet.js";

export interface RowsMark {
  rows: number;
  rssMb: number;
  heapMb: number;
}

const rows = Number(process.argv[2] ?? "10000");
const folder = mkdtempSync(join(tmpdir(), "skim-bench-"));
const runners = await startRunners("test/fixtures/tiny", 2);
const control = new Control();
const marks: Promise<void>[] = [];

/** Nothing runs meanwhile: the rows under way have ended, and JavaScript's garbage is collected. */
async function mark(at: number): Promise<void> {
  control.pause();
  for (let i = 0; i < 5; i++) {
    await new Promise((resolve) => setTimeout(resolve, 100)); // array buffers are freed behind the collector
    globalThis.gc?.();
  }
  const { rss, heapUsed } = process.memoryUsage();
  console.log(JSON.stringify({ rows: at, rssMb: rss / 2 ** 20, heapMb: heapUsed / 2 ** 20 } satisfies RowsMark));
  control.resume();
}

let next = 1000;
try {
  await evaluateRows({
    lines: generatedRows(rows),
    runners,
    thresholds: [0, 0.3, 0.5, 0.7],
    journal: (key) => Journal.begin(fileStore(join(folder, "journal")), key, one),
    control,
    onRow: (done) => {
      if (done < next) return;
      next += 1000;
      marks.push(mark(done));
    },
  });
  await Promise.all(marks);
} finally {
  for (const runner of runners) runner.dispose();
  rmSync(folder, { recursive: true, force: true });
}
