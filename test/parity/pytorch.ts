/** What PyTorch computed, and how a run of the engine differs from it. */
import type { Model } from "../../src/engine/model.js";
import { append, startRun, type Run } from "../../src/run/run.js";
import type { Forced } from "../../src/run/sweep.js";

/** A run as models/train/fixtures.py writes it. */
export interface Answer {
  threshold: number | number[];
  /** Fates decided by hand. */
  forced?: Forced[];
  /** [layer][token]; null = not asked. */
  p: (number | null)[][];
  depth: number[];
  logits: number[];
}

export interface Difference {
  /** Tokens kept by one and skimmed by the other though p is further from the threshold than the tolerance. */
  masks: string[];
  /** Largest difference of a p that both were asked, and of a logit; over what can be compared. */
  p: number;
  logits: number;
  /** The runs parted at a p within the tolerance of its threshold: nothing after that layer can be compared. */
  parted: boolean;
}

export const far = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((x, i) => Math.abs(x - (b[i] ?? NaN))));

/** A run of the text as the answer was asked for. */
export async function runOf(
  model: Model,
  text: string,
  { threshold, forced = [] }: Pick<Answer, "threshold" | "forced">,
  pair: { pair?: string } = {},
): Promise<Run> {
  const list = typeof threshold === "number" ? [threshold] : threshold;
  const run = startRun({
    id: "parity",
    started: "",
    passage: { text, ...pair, name: "parity" },
    model: model.info,
    control: list.length === 1 ? model.info.control.map(() => list[0] ?? NaN) : list,
    ...(list.length === 1 ? {} : { listed: true as const }),
    precision: model.precision,
    backend: model.backend,
  });
  for await (const event of model.skim(text, { ...pair, control: list, forced })) append(run, event);
  return run;
}

/**
 * Layer by layer, as long as the runs are the same: every p, then every decision. A token whose p lies within `tolerance` of its
 * threshold may fall either way; if it does, the later layers see other tokens, and the comparison ends there.
 */
export function compare(run: Run, answer: Answer, tolerance = 1e-4): Difference {
  const difference: Difference = { masks: [], p: 0, logits: 0, parted: false };
  for (const [layer, expected] of answer.p.entries()) {
    const threshold = typeof answer.threshold === "number" ? answer.threshold : (answer.threshold[layer] ?? NaN);
    for (const [token, p] of expected.entries()) {
      const own = run.scores[layer]?.[token] ?? null;
      if ((own === null) !== (p === null)) difference.masks.push(`layer ${layer}, token ${token}: p ${own}, not ${p}`);
      if (own === null || p === null) continue;
      difference.p = Math.max(difference.p, Math.abs(own - p));
      const kept = (run.depth[token] ?? 0) > layer;
      if (kept === (answer.depth[token] ?? 0) > layer) continue;
      if (Math.abs(p - threshold) > tolerance)
        difference.masks.push(`layer ${layer}, token ${token}: p ${own}, not ${p}, at ${threshold}`);
      else difference.parted = true;
    }
    if (difference.parted || difference.masks.length > 0) return difference;
  }
  difference.logits = far(run.result?.logits ?? [], answer.logits);
  return difference;
}
