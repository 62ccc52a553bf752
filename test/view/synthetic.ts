// Streams of events of any size and shape, made by a seeded generator: for the view's drawing alone, they say nothing of a model.
import { bertLayer, costAt, layerFlops, predictorFlops, scoringFlops } from "../../src/run/cost.js";
import { transkimmer } from "../../src/run/policy.js";
import { upTo } from "../unit/upTo.js";
import type { SkimEvent, TokenSpan } from "../../src/run/events.js";
import { append, startRun, type Run } from "../../src/run/run.js";

export function random(seed: number): () => number {
  let s = seed;
  return () => {
    s = (s * 1664525 + 1013904223) >>> 0;
    return s / 2 ** 32;
  };
}

export function emptyRun(id: string, text: string, layers: number, threshold = 0.5): Run {
  const own = Array.from({ length: layers }, () => 0.5);
  return startRun({
    id,
    started: "2026-01-01T00:00:00.000Z",
    passage: { text, name: "synthetic.txt" },
    model: {
      name: "synthetic",
      family: "bert",
      layers,
      hidden: 128,
      intermediate: 512,
      heads: 2,
      maxTokens: 512,
      labels: ["negative", "positive"],
      task: { answer: "one" },
      control: own,
      pooling: "cls",
      int8: null,
      policy: transkimmer,
      semantics: "dropped",
      cost: own.map(() => ({ ...bertLayer(128, 512), scoring: predictorFlops(128) })),
    },
    control: own.map(() => threshold),
    precision: "fp32",
    backend: "none",
  });
}

/** Words are what spaces part; a word of more than 7 characters has two pieces. `perWindow`: words a window. */
export function eventsOf(run: Run, seed = 1, perWindow = Infinity): SkimEvent[] {
  const next = random(seed);
  const words = [...run.passage.text.matchAll(/\S+/g)];
  const tokens: TokenSpan[] = [];
  const windows: { first: number; count: number; start: number; end: number }[] = [];
  const special = (piece: string, at: number, always: { always?: true } = {}): number =>
    tokens.push({ id: 0, piece, start: at, end: at, special: true, ...always, word: -1 });
  for (let w = 0; w < words.length; w += Math.min(perWindow, words.length)) {
    const part = words.slice(w, w + perWindow);
    const first = tokens.length;
    const start = part[0]?.index ?? 0;
    special("[CLS]", start, { always: true });
    part.forEach(({ 0: text, index }, i) => {
      const cut = text.length > 7 ? 5 : text.length;
      tokens.push({ id: 1, piece: text.slice(0, cut), start: index, end: index + cut, special: false, word: w + i });
      if (cut < text.length)
        tokens.push({
          id: 1,
          piece: `##${text.slice(cut)}`,
          start: index + cut,
          end: index + text.length,
          special: false,
          word: w + i,
        });
    });
    const end = tokens.at(-1)?.end ?? 0;
    special("[SEP]", end);
    windows.push({ first, count: tokens.length - first, start, end });
  }
  const events: SkimEvent[] = [{ kind: "tokens", tokens, windows }];
  windows.forEach(({ count }, window) => {
    let alive = Array.from({ length: count }, () => true);
    for (let layer = 0; layer < run.model.layers; layer++) {
      const before = alive.filter(Boolean).length;
      const score = Float32Array.from(alive, (a, i) => (a && i > 0 ? next() ** 0.3 : NaN));
      alive = alive.map((a, i) => a && (i === 0 || (score[i] ?? 0) >= (run.control[layer] ?? 0)));
      const kept = alive.filter(Boolean).length;
      const cost = costAt(run.model.cost, layer);
      const flops = scoringFlops(before, cost) + layerFlops(upTo(kept), cost);
      events.push({
        kind: "layer",
        window,
        layer,
        into: Int32Array.from(alive, (stays, i) => (stays ? i : -1)),
        rows: kept,
        score,
        ms: 0.5,
        flops,
      });
    }
  });
  events.push({
    kind: "result",
    label: 1,
    logits: [-1, 1],
    probabilities: [0.11920292202211757, 0.8807970779778824],
    ms: 12.3,
  });
  return events;
}

export function wholeRun(id: string, text: string, layers: number, perWindow = Infinity): Run {
  const run = emptyRun(id, text, layers);
  return eventsOf(run, 7, perWindow).reduce(append, run);
}

export const sentence =
  "The film is not exactly a masterpiece, but its extraordinarily warm performances make the slow middle stretch worth sitting through twice.";

export function longText(words: number): string {
  const from = sentence.split(" ");
  return Array.from({ length: words }, (_, i) => from[i % from.length] ?? "").join(" ");
}
