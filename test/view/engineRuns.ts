// Runs and sweeps that the real engine computed on the shipped model, for the view to draw.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { openBundle } from "../../src/engine/bundle/bundle.js";
import { Model } from "../../src/engine/model.js";
import { costOf, append, startRun, type Run } from "../../src/run/run.js";
import type { SweepEvent, SweepStep } from "../../src/run/sweep.js";
import { readRun } from "../../src/saved/savedRun.js";
import { readFolder } from "../../src/worker/folder.js";

export interface RecordedSweep {
  text: string;
  events: SweepEvent[];
  /** At the thresholds that were asked for, in their order. */
  runs: Run[];
}

/** Reads a recording; where there is none, makes it: delete the file to record it again. */
export async function recordedSweep(name: string, text: string, thresholds: number[]): Promise<RecordedSweep> {
  const file = `test/fixtures/sweeps/${name}.json`;
  if (!existsSync(file)) {
    const events = await engineSweep(text);
    const runs: Run[] = [];
    for (const t of thresholds) runs.push(await engineRun(text, [t]));
    mkdirSync("test/fixtures/sweeps", { recursive: true });
    writeFileSync(file, JSON.stringify({ text, events, runs }));
  }
  return savedSweep(name);
}

/** A recording that is there. */
export function savedSweep(name: string): RecordedSweep {
  const file = `test/fixtures/sweeps/${name}.json`;
  const recording = JSON.parse(readFileSync(file, "utf8")) as RecordedSweep;
  return { ...recording, runs: recording.runs.map((run) => readRun(run, file)) };
}

let loaded: Promise<Model> | null = null;
let count = 0;

function model(): Promise<Model> {
  loaded ??= openBundle(readFolder("models/sst2")).then((bundle) =>
    Model.load(bundle, { precision: "fp32", threads: 1 }),
  );
  return loaded;
}

async function engineRun(text: string, threshold: number[]): Promise<Run> {
  const m = await model();
  const run = startRun({
    id: `real-${++count}`,
    started: "2026-01-01T00:00:00.000Z",
    passage: { text, name: "review.txt" },
    model: m.info,
    control: threshold.length === 1 ? m.info.control.map(() => threshold[0] ?? 0) : threshold,
    precision: "fp32",
    backend: m.backend,
  });
  for await (const event of m.skim(text, { control: run.control })) append(run, event);
  return run;
}

/** Every distinct run, found by stepping each run's interval down. */
async function engineSweep(text: string): Promise<SweepEvent[]> {
  const events: SweepEvent[] = [];
  let hi = 1;
  for (;;) {
    const run = await engineRun(text, [hi]);
    let lo = 0;
    run.scores.forEach((row, l) =>
      row.forEach((p, t) => {
        if (p !== null && run.depth[t] === l) lo = Math.max(lo, p);
      }),
    );
    if (events.length === 0)
      events.push({ kind: "tokens", tokens: run.tokens, windows: run.windows, flopsDense: costOf(run).dense });
    const { label, logits, probabilities } = run.result ?? { label: 0, logits: [], probabilities: [] };
    const { flops } = costOf(run);
    const step: SweepStep = { lo, hi, depths: run.depth, kept: run.kept, label, logits, probabilities, flops };
    events.push({ kind: "step", step });
    if (lo === 0) break;
    hi = lo;
  }
  events.push({ kind: "end", complete: true, runs: events.length - 1, flops: 0, ms: 0 });
  return events;
}
