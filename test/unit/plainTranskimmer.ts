/**
 * A Transkimmer in plain loops and doubles, written from shared semantics alone: nothing is gathered, skimmed tokens are masked out
 * of attention (which is the same function) and keep their last state. By the official semantics they are masked after the softmax, and
 * computed on: only what is pooled of them is their last state. The engine's graphs are checked against it.
 */
import type { Bundle } from "../../src/engine/bundle/bundle.js";
import { toFloat32 } from "../../src/engine/bundle/floats.js";
import type { Forced } from "../../src/run/sweep.js";

type Rows = number[][];

export interface PlainRun {
  /** [layer][token]; null = not asked. */
  p: (number | null)[][];
  keep: boolean[][];
  logits: number[];
}

export function plainSkim(
  bundle: Bundle,
  ids: number[],
  threshold: number[],
  eightBits: boolean,
  forced: readonly Forced[] = [],
): PlainRun {
  const { config, plan, tensors } = bundle;
  const get = (name: string) => {
    const tensor = tensors.get(name);
    if (!tensor) throw new Error(name);
    return tensor;
  };
  const vector = (name: string) => Array.from(toFloat32(get(name)));
  const matrix = (name: string): Rows => {
    const [rows = 0, columns = 0] = get(name).shape;
    const all = vector(name);
    return Array.from({ length: rows }, (_, i) => all.slice(i * columns, (i + 1) * columns));
  };
  const linear = (name: string, x: Rows, inEight: boolean): Rows => {
    const eight = eightBits && inEight && !config.fp32Linears.includes(name);
    const bias = vector(`${name}.bias`);
    const weight = eight ? matrix(`${name}.weight`).map(roundWeight) : matrix(`${name}.weight`);
    return x.map((row) => {
      const seen = eight ? roundActivation(row) : row;
      return weight.map((w, o) => dot(w, seen) + (bias[o] ?? 0));
    });
  };
  const norm = (name: string, x: Rows, eps: number): Rows => {
    const gamma = vector(`${name}.weight`);
    const beta = vector(`${name}.bias`);
    return x.map((row) => {
      const mean = row.reduce((a, b) => a + b, 0) / row.length;
      const variance = row.reduce((a, b) => a + (b - mean) ** 2, 0) / row.length;
      return row.map((v, i) => ((v - mean) / Math.sqrt(variance + eps)) * (gamma[i] ?? 0) + (beta[i] ?? 0));
    });
  };

  const word = matrix("bert.embeddings.word_embeddings.weight");
  const position = matrix("bert.embeddings.position_embeddings.weight");
  const type = matrix("bert.embeddings.token_type_embeddings.weight")[0] ?? [];
  const summed = ids.map((id, i) => add(add(word[id] ?? [], position[i] ?? []), type));
  let h = norm("bert.embeddings.LayerNorm", summed, 1e-12);
  const official = plan.semantics === "official";
  let final = h;
  let alive = ids.map(() => true);
  const run: PlainRun = { p: [], keep: [], logits: [] };

  for (let l = 0; l < plan.blueprint.shape.layers; l++) {
    const name = `bert.encoder.skim_predictors.${l}.predictor`;
    const hidden = norm(`${name}.2`, linear(`${name}.1`, norm(`${name}.0`, h, 1e-5), true), 1e-5);
    const z = linear(`${name}.4`, each(hidden, gelu), false);
    const p = z.map(([skim = 0, keep = 0], i) => (alive[i] && i > 0 ? 1 / (1 + Math.exp(skim - keep)) : null));
    alive = alive.map((was, i) => was && (i === 0 || (fate(forced, i, l) ?? (p[i] ?? 0) >= (threshold[l] ?? 0))));
    run.p.push(p);
    run.keep.push(alive);

    const layer = `bert.encoder.layer.${l}`;
    const [q = [], k = [], v = []] = ["query", "key", "value"].map((part) =>
      linear(`${layer}.attention.self.${part}`, h, true),
    );
    const context = attend(q, k, v, alive, official, plan.blueprint.shape.heads);
    const attended = linear(`${layer}.attention.output.dense`, context, true);
    const a = norm(`${layer}.attention.output.LayerNorm`, addRows(attended, h), 1e-12);
    const wide = each(linear(`${layer}.intermediate.dense`, a, true), gelu);
    const y = norm(`${layer}.output.LayerNorm`, addRows(linear(`${layer}.output.dense`, wide, true), a), 1e-12);
    final = final.map((row, i) => (alive[i] ? (y[i] ?? []) : row));
    h = official ? y : final;
  }
  h = final;
  const mean = (h[0] ?? []).map((_, j) => h.reduce((sum, row) => sum + (row[j] ?? 0), 0) / h.length);
  const pooled = each(linear("bert.pooler.dense", [plan.pooling === "mean" ? mean : (h[0] ?? [])], false), Math.tanh);
  run.logits = linear("classifier", pooled, false)[0] ?? [];
  return run;
}

/** The fate that holds for token i at layer l: of those from that layer or before, the last begun. */
function fate(forced: readonly Forced[], i: number, l: number): boolean | undefined {
  let held: Forced | undefined;
  for (const f of forced) if (f.token === i && f.from <= l && f.from >= (held?.from ?? 0)) held = f;
  return held?.keep;
}

function attend(q: Rows, k: Rows, v: Rows, alive: boolean[], after: boolean, heads: number): Rows {
  const size = (q[0]?.length ?? 0) / heads;
  return q.map((query) =>
    Array.from({ length: heads }, (_, head) => {
      const part = (row: number[]) => row.slice(head * size, (head + 1) * size);
      const scores = k.map((key, i) => (alive[i] || after ? dot(part(query), part(key)) / Math.sqrt(size) : -Infinity));
      const most = Math.max(...scores);
      const weights = scores.map((s) => Math.exp(s - most));
      const total = weights.reduce((a, b) => a + b, 0);
      if (after) alive.forEach((kept, i) => (weights[i] = kept ? (weights[i] ?? 0) : 0));
      return Array.from({ length: size }, (_, j) =>
        v.reduce((sum, row, i) => sum + ((weights[i] ?? 0) / total) * (row[head * size + j] ?? 0), 0),
      );
    }).flat(),
  );
}

function roundWeight(row: number[]): number[] {
  const s = Math.max(...row.map(Math.abs)) / 127;
  return row.map((w) => Math.round(w / s) * s);
}

function roundActivation(row: number[]): number[] {
  const lo = Math.min(...row);
  const s = (Math.max(...row) - lo) / 255 || 1;
  return row.map((x) => Math.round((x - lo) / s) * s + lo);
}

function gelu(x: number): number {
  return 0.5 * x * (1 + erf(x / Math.SQRT2));
}

/** By its Taylor series, which is exact enough to |x| = 4; beyond, erf is ±1 within 2e-8. */
function erf(x: number): number {
  if (Math.abs(x) > 4) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; n < 100; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

const dot = (a: number[], b: number[]) => a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);
const add = (a: number[], b: number[]) => a.map((x, i) => x + (b[i] ?? 0));
const addRows = (a: Rows, b: Rows) => a.map((row, i) => add(row, b[i] ?? []));
const each = (rows: Rows, f: (x: number) => number) => rows.map((row) => row.map(f));
