// An invented evaluation, for the tests of the data set's page.
import type { Page } from "playwright-core";
import { candidatesOf } from "../../src/dataset/measure/candidates.js";
import { one } from "../../src/dataset/measure/one.js";
import { Tally } from "../../src/dataset/measure/tally.js";
import type { DatasetToHost, EvaluationStatus } from "../../src/protocol/evaluationView.js";
import type { Compared } from "../../src/run/comparison.js";
import type { Evaluation, ExactOutcome } from "../../src/run/evaluation.js";
import { send } from "./page.js";

export const thresholds = [0, 0.1, 0.5, 0.9];
export const script = "<img src=x onerror=document.title='run'> {{7*7}} </script>";

interface Kind {
  labels?: boolean;
  /** Evaluated at all thresholds; every tenth text has a gap. */
  exact?: boolean;
}

/** Seven invented runs of a text, cheaper from one to the next. */
function runsOf(i: number, gold: number): ExactOutcome {
  const bounds = [0, 0.05, 0.2, 0.5, 0.8, 0.97, 0.999].map((t) => Math.fround(t * (1 - ((i * 13) % 29) / 60)));
  const hi = [...bounds.slice(1), 1];
  const lo = bounds.map((t, n) => (i % 10 === 0 && n === 4 ? Math.fround(t + 0.02) : t));
  const label = hi.map((_, n) => ((i * 7) % 40 < 3 + n ? 1 - gold : gold));
  return { lo, hi, label, flops: hi.map((_, n) => 2600 - 300 * n), leastFlops: 300 };
}

/** 120 invented rows, added up by the real tally: higher thresholds cost less and hit less. */
export function table({ labels = true, exact = false }: Kind = {}): Evaluation {
  const model = { name: "sst2", layers: 6, labels: ["negative", "positive"] };
  const columns = "Texts: column “text” (detected). Labels: column “label” (detected).";
  const tally = new Tally({
    file: "reviews.jsonl",
    columns,
    model,
    kind: one,
    precision: "fp32",
    thresholds,
    exact: exact ? 7 : null,
    seed: 1,
  });
  for (let i = 0; i < 120; i++) {
    const gold = i % 2;
    const runs = runsOf(i, gold);
    const at = thresholds.map((t, n) => {
      const kept = Array.from({ length: 6 }, (_, l) => Math.max(1, Math.round(20 * (1 - t) ** (l / 3))));
      const ofRuns = runs.label[runs.hi.findIndex((end) => Math.fround(t) <= end)] ?? gold;
      const label = exact ? ofRuns : (i * 7) % 40 < 4 + 2 * n ? 1 - gold : gold;
      return { label, flops: 20 * kept.reduce((a, b) => a + b, 10 + (i % 5)), kept };
    });
    const text = i === 12 ? script : `review ${i} of a film`;
    const pair = i === 18 ? { pair: "its sequel" } : {};
    const row = { row: i + 1, line: i + 2, text, ...pair, label: labels ? gold : null, unknownLabel: null };
    tally.add(row, {
      tokens: 20,
      flopsDense: 2400,
      backend: i < 70 ? "WebGPU, nvidia ampere" : "WASM, 1 thread", // it failed in the middle
      at,
      ...(exact ? { exact: runs } : {}),
    });
  }
  tally.addMalformed({ line: 1, endLine: 1, reason: "The line is not JSON." });
  tally.addMalformed({ line: 130, endLine: 133, reason: "A quote is opened and never closed." });
  return tally.table();
}

const done: EvaluationStatus = {
  state: "done",
  file: "reviews.jsonl",
  policy: "",
  rows: 120,
  malformed: 2,
  fraction: 1,
  failure: null,
  backendWhy: "",
};

export async function show(
  page: Page,
  status: Partial<EvaluationStatus>,
  evaluation: Evaluation | null,
  compared: Compared[] = [],
): Promise<void> {
  await send(page, { type: "status", status: { ...done, ...status } });
  const candidates = evaluation ? candidatesOf(evaluation) : [];
  await send(page, { type: "table", table: evaluation, compared, candidates });
}

export async function posted(page: Page): Promise<DatasetToHost[]> {
  return page.evaluate(() => (window as unknown as { stub: { posts: DatasetToHost[] } }).stub.posts);
}
