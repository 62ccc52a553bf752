// Runs that the real engine computed (`npm run record`), whole or as the events that made them.
import { readFileSync } from "node:fs";
import { readRunFile } from "../../src/saved/savedRun.js";
import { costAt, layerFlops, scoringFlops } from "../../src/run/cost.js";
import { stayingOf } from "../../src/run/sites.js";
import { upTo } from "../unit/upTo.js";
import type { SkimEvent } from "../../src/run/events.js";
import { startRun, type Run } from "../../src/run/run.js";

export const recordings = [
  "sst2-short",
  "sst2-strict",
  "sst2-hostile",
  "sst2-odd",
  "sst2-by-hand",
  "sst2-pair",
  "sst2-int8",
  "issues-long",
  "issues-windows",
] as const;
/** … and those of which depths alone do not tell what came: words join others; words have a worth. */
export type Recording = (typeof recordings)[number] | "sst2-merge" | "sst2-worth";

/** A copy that is the caller's own. Throws where the file is not there or is no run. */
export function recorded(name: Recording, id: string = name): Run {
  const file = `${name}.json`;
  return { ...readRunFile(readFileSync(`test/fixtures/runs/${file}`), file), id };
}

/** The run before its first event. */
export function begun(run: Run): Run {
  const { id, started, passage, model, control, forced, precision, backend } = run;
  return startRun({ id, started, passage, model, control, forced, precision, backend });
}

/** What the engine sent, in its order. A layer's time is the recorded sum, shared out among the windows. */
export function eventsOf(run: Run): SkimEvent[] {
  const events: SkimEvent[] = [{ kind: "tokens", tokens: run.tokens, windows: run.windows }];
  run.windows.forEach(({ first, count }, window) => {
    const tokens = Array.from({ length: count }, (_, i) => first + i);
    let before = count;
    for (let layer = 0; layer < run.model.layers; layer++) {
      const into = Int32Array.from(tokens, (t, i) => ((run.depth[t] ?? 0) > layer ? i : -1));
      const rows = stayingOf(into).length;
      events.push({
        kind: "layer",
        window,
        layer,
        into,
        rows,
        score: Float32Array.from(tokens, (t) => run.scores[layer]?.[t] ?? NaN),
        ms: (run.layerMs[layer] ?? 0) / run.windows.length,
        flops:
          scoringFlops(before, costAt(run.model.cost, layer)) + layerFlops(upTo(rows), costAt(run.model.cost, layer)),
      });
      before = rows;
    }
  });
  if (run.result) events.push({ kind: "result", ...run.result, ms: run.result.ms ?? NaN });
  return events;
}
