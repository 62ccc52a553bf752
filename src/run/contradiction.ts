import { costAt, stepFlops } from "./cost.js";
import { windowAt, type Run } from "./run.js";
import { boundAt } from "../words/policy.js";

/** Logits and costs are sums of floats, and another engine may add them up in another order. */
const tolerance = 1e-4;

/**
 * Where a run says one thing twice and not the same; null = nowhere. Scores and fates say the depths, these what was kept, that says
 * the FLOPs, and logits say label and probabilities. All of it is drawn and exported as figures, so a file that contradicts itself is none of ours.
 */
export function contradictionOf(run: Run): string | null {
  return inDepths(run) ?? inJoined(run) ?? inCounts(run) ?? inScores(run) ?? inResult(run);
}

function inDepths({ windows, tokens, depth, done, state, model }: Run): string | null {
  for (const [w, { first, count }] of windows.entries()) {
    const layers = done[w] ?? 0;
    if (state === "done" && layers !== model.layers)
      return `done.${w}: ${layers} of ${model.layers} layers of a run that is done`;
    for (let t = first; t < first + count; t++) {
      const deep = depth[t] ?? 0;
      if (deep > layers) return `depth.${t} is more than the ${layers} layers that its window went through`;
      if (tokens[t]?.always && deep < layers) return `depth.${t}: what is always kept is kept at every layer`;
    }
  }
  return null;
}

/** As a run's events are added up (append in run.ts): a token joins at the end of its own way one that goes on, once, in its window. */
function inJoined({ joined, windows, tokens, depth, done }: Run): string | null {
  const seen = new Set<number>();
  for (const [i, { token, layer, into }] of joined.entries()) {
    const window = windowAt(windows, token);
    const { first = 0, count = 0 } = windows[window] ?? {};
    if (into < first || into >= first + count) return `joined.${i}: ${into} is in another window than ${token}`;
    const ends = depth[token] === layer && layer < (done[window] ?? 0) && !tokens[token]?.always && !seen.has(token);
    if (!ends) return `joined.${i}: ${token} does not end at layer ${layer}`;
    if ((depth[into] ?? 0) <= layer) return `joined.${i}: ${into} does not go on at layer ${layer}`;
    seen.add(token);
  }
  return null;
}

/**
 * As the engine decides: by the fate by hand, else by the score against its bound, both in float32. Where scores decide only among
 * others there is no bound, and not each of them is asked for.
 */
function inScores(run: Run): string | null {
  const { windows, tokens, done, depth, scores, forced, model } = run;
  const { least = -Infinity, most = Infinity, rises } = model.policy.control ?? {};
  const fates = new Map<number, Run["forced"]>();
  for (const fate of forced.toSorted((a, b) => a.from - b.from))
    fates.set(fate.token, [...(fates.get(fate.token) ?? []), fate]);
  for (const [w, { first, count }] of windows.entries())
    for (const [l, row] of scores.entries()) {
      const bound = boundAt(run, l);
      for (let t = first; t < first + count; t++) {
        const p = row[t] ?? null;
        const deep = depth[t] ?? 0;
        const asked = model.policy.score !== null && !tokens[t]?.always && l < (done[w] ?? 0) && deep >= l;
        if (asked !== (p !== null) && (bound !== null || !asked))
          return `scores.${l}.${t}: ${p ?? "none"}, where one was ${asked ? "" : "not "}asked`;
        if (p === null || bound === null) continue;
        if (p < least || p > most) return `scores.${l}.${t}: ${p} is not from ${least} to ${most}`;
        const fate = fates.get(t)?.findLast(({ from }) => from <= l)?.keep;
        // A bound that rises is not compared as it is, but its part of the threshold: one is within a rounding of the other.
        const near = rises && Math.abs(p - bound) <= 1e-6 * bound;
        const keep = fate ?? Math.fround(p) >= Math.fround(bound);
        if (keep !== deep > l && !near) return `scores.${l}.${t}: ${p} at ${bound}, but the depth says otherwise`;
      }
    }
  return null;
}

function inCounts(run: Run): string | null {
  const { layers } = run.model;
  const kept = Array<number>(layers).fill(0);
  const flops = Array<number>(layers).fill(0);
  const most = Array<number>(layers).fill(0); // for nobody wrote down how many pairs were compared
  for (const [w, { first, count }] of run.windows.entries()) {
    const depths = run.depth.slice(first, first + count);
    let alive = depths.map((_, place) => place);
    for (let l = 0; l < (run.done[w] ?? 0); l++) {
      const stay = alive.filter((place) => (depths[place] ?? 0) > l);
      const cost = costAt(run.model.cost, l);
      kept[l] = (kept[l] ?? 0) + stay.length;
      const pairs = Math.floor((alive.length - 1) / 2) * Math.ceil((alive.length - 1) / 2);
      flops[l] = (flops[l] ?? 0) + stepFlops(count, alive, stay, cost);
      most[l] = (most[l] ?? 0) + stepFlops(count, alive, stay, cost, pairs);
      alive = stay;
    }
  }
  for (const [l, has] of run.kept.entries())
    if (has !== kept[l]) return `kept.${l}: ${has}, but the depths say ${kept[l] ?? 0}`;
  for (const [l, has] of run.layerFlops.entries()) {
    const wants = flops[l] ?? 0;
    if (has < wants - tolerance * wants || has > (most[l] ?? 0) + tolerance * wants)
      return `layerFlops.${l}: ${has} instead of ${wants}`;
  }
  return null;
}

function inResult({ result, model }: Run): string | null {
  if (!result) return null;
  const { label, labels, logits, probabilities } = result;
  const { answer } = model.task;
  if ((answer === "some") !== (labels !== undefined)) return `result.labels: ${answer} of the labels is the answer`;
  if ((answer === "one") !== (label !== null)) return `result.label: ${answer} of the labels is the answer`;
  if (answer === "number") return null;
  if (labels) return inLabels(labels, logits, probabilities);
  const most = logits.reduce((max, logit) => Math.max(max, logit), -Infinity);
  if (label === null || logits[label] !== most) return `result.label: ${label ?? "none"} is not the likeliest one`;
  const parts = logits.map((logit) => Math.exp(logit - most));
  const sum = parts.reduce((all, part) => all + part, 0);
  const off = probabilities.findIndex((p, i) => Math.abs(p - (parts[i] ?? 0) / sum) > tolerance);
  return off < 0
    ? null
    : `result.probabilities.${off}: ${probabilities[off] ?? 0}, but the logits say ${(parts[off] ?? 0) / sum}`;
}

/** Where each label has its own probability, and those over a half are the answer. */
function inLabels(
  labels: readonly number[],
  logits: readonly number[],
  probabilities: readonly number[],
): string | null {
  for (const [i, logit] of logits.entries()) {
    const wants = 1 / (1 + Math.exp(-logit));
    const has = probabilities[i] ?? NaN;
    if (Math.abs(has - wants) > tolerance) return `result.probabilities.${i}: ${has}, but the logits say ${wants}`;
  }
  const over = logits.flatMap((logit, i) => (logit > 0 ? i : []));
  return String(over) === String(labels)
    ? null
    : `result.labels: ${String(labels)}, but the logits say ${String(over)}`;
}
