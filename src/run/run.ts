import type { Failure } from "../protocol/errors.js";
import type { LayerEvent, ResultEvent, SkimEvent, TokenSpan, TokenWindow } from "./events.js";
import { answerOf, type TaskInfo } from "./answer.js";
import { denseFlops, type LayerCost } from "./cost.js";
import { appendMark, type Mark } from "./marks.js";
import type { Int8Record } from "./int8.js";
import { textAt, type Passage } from "./passage.js";
import { policyTold, type PolicyInfo } from "./policy.js";
import type { Reads } from "./reads.js";
import type { Semantics } from "./semantics.js";
import type { RunSpeed } from "./speed.js";
import { isMove, type Joined } from "./sites.js";
import type { Forced } from "./sweep.js";

export type Precision = "fp32" | "int8";
/** What can be asked for. auto: int8 on the processor where the model says that it agrees with fp32, else fp32. */
export type WantedPrecision = "auto" | Precision;
/** What computes: the processor in WebAssembly, or the GPU. */
export type Backend = "wasm" | "webgpu";

/** What a loaded bundle is. */
export interface ModelInfo {
  /** Folder name, for people. */
  name: string;
  /** The architecture, by config.json's model_type. */
  family: string;
  layers: number;
  hidden: number;
  intermediate: number;
  heads: number;
  /** Longest window, [CLS] and [SEP] counted. */
  maxTokens: number;
  labels: string[];
  task: TaskInfo;
  /** What it was trained to read; absent = its folder does not say. */
  reads?: Reads;
  /** The bundle's own setting of the policy's control, one per layer. */
  control: number[];
  /** … which it has as a list. */
  listed?: true;
  pooling: "cls" | "mean";
  int8: Int8Record | null;
  policy: PolicyInfo;
  semantics: Semantics;
  /** One a layer. */
  cost: LayerCost[];
}

export type RunState = "running" | "done" | "cancelled" | "failed";

/** One run, whole or on its way; plain JSON. The host owns it, the webview holds a copy, a file saves it. */
export interface Run {
  format: 2;
  id: string;
  /** ISO 8601, UTC. */
  started: string;
  passage: Passage;
  model: ModelInfo;
  /** Settings of the policy's control, one per layer. */
  control: number[];
  /** They were given as a list, be they alike or not. */
  listed?: true;
  /** Fates decided by hand; none = the predictors decide alone. */
  forced: Forced[];
  precision: Precision;
  /** What computed it: "WASM, 2 threads", "WebGPU, nvidia ampere". */
  backend: string;
  /** Why that: "chosen in the settings"; empty = there was no choice, or it was not written down. */
  backendWhy: string;
  state: RunState;
  failure: Failure | null;
  /** The passage was edited since. */
  stale: boolean;
  tokens: TokenSpan[];
  windows: TokenWindow[];
  /** Layers finished, per window. */
  done: number[];
  /** Exit depth per token, 0 … L: whole layers that it passed as a unit of its own (L = survived); while its window runs, those so far. */
  depth: number[];
  /** Tokens that went on as part of another one's unit, in order of layers; none where the policy only drops. */
  joined: Joined[];
  /** The policy's score, [layer][token]; null = not asked. */
  scores: (number | null)[][];
  /** Units per layer, summed over windows. */
  kept: number[];
  /** null = it was taken over from the run before, of one window at least, or a sweep's run has no times. */
  layerMs: (number | null)[];
  layerFlops: number[];
  /** `ms`: null = it has no time of its own. */
  result: (Omit<ResultEvent, "kind" | "ms"> & { ms: number | null }) | null;
  /** Absent = not measured. */
  speed?: RunSpeed;
  /** Named numbers of its tokens; absent = none was asked for. */
  marks?: Mark[];
  /** What the model alone came to on the same text; absent = nothing is decided by hand, or it is not known. */
  before?: Before;
}

/** The figures of a run that another one, of the same text, model and precision, is read against. */
export type Before = Pick<Run, (typeof figures)[number]>;
const figures = [
  "id",
  "started",
  "control",
  "listed",
  "backend",
  "backendWhy",
  "done",
  "depth",
  "joined",
  "scores",
  "kept",
  "layerMs",
  "layerFlops",
  "result",
  "speed",
] as const;

/** Of a finished run, whose lists nobody changes any more. */
export function beforeFrom(run: Run): Before {
  return Object.fromEntries(figures.flatMap((key) => (run[key] === undefined ? [] : [[key, run[key]]]))) as Before;
}

/** The run that this one is read against, as a run of its own; null where there is none. */
export function beforeOf(run: Run): Run | null {
  if (!run.before) return null;
  const { before, listed: _, speed: __, ...own } = run;
  return { ...own, ...before, forced: [], state: "done", failure: null };
}

export function startRun(
  init: Pick<Run, "id" | "started" | "passage" | "model" | "control" | "precision" | "backend"> &
    Partial<Pick<Run, "forced" | "backendWhy" | "listed">>,
): Run {
  return {
    format: 2,
    forced: [],
    backendWhy: "",
    ...init,
    state: "running",
    failure: null,
    stale: false,
    tokens: [],
    windows: [],
    done: [],
    depth: [],
    joined: [],
    scores: [],
    kept: [],
    layerMs: [],
    layerFlops: [],
    result: null,
  };
}

/** What the engine is asked for a run's setting of the control: the list that it was given as, or the one number. */
export function askedControl({ control, listed }: Pick<Run, "control" | "listed">): number[] {
  return listed || control.some((at) => at !== control[0]) ? [...control] : control.slice(0, 1);
}

/** Adds one event to a run, in place (a run is long; a copy per layer would be waste), and returns it. The only reducer there is. */
export function append(run: Run, event: SkimEvent): Run {
  switch (event.kind) {
    case "tokens": {
      const layers = run.model.layers;
      run.tokens = event.tokens;
      run.windows = event.windows;
      run.done = event.windows.map(() => 0);
      run.depth = event.tokens.map(() => 0);
      run.joined = [];
      run.scores = Array.from({ length: layers }, () => event.tokens.map(() => null));
      run.kept = Array<number>(layers).fill(0);
      run.layerMs = Array<number>(layers).fill(0);
      run.layerFlops = Array<number>(layers).fill(0);
      return run;
    }
    case "layer": {
      const { layer, window } = event;
      const span = run.windows[window];
      const scores = run.scores[layer];
      if (!span || !scores || !follows(run, event, span))
        throw new Error(`layer ${layer} of window ${window} does not fit run ${run.id}`);
      for (const [i, unit] of event.into.entries()) {
        const token = span.first + i;
        const p = event.score[i] ?? NaN;
        scores[token] = Number.isNaN(p) ? null : p;
        if (unit === i) run.depth[token] = layer + 1;
        else if (unit >= 0 && run.depth[token] === layer) run.joined.push({ token, layer, into: span.first + unit });
      }
      run.done[window] = layer + 1;
      run.kept[layer] = (run.kept[layer] ?? 0) + event.rows;
      const ms = run.layerMs[layer] ?? null;
      run.layerMs[layer] = ms === null || event.ms === null ? null : ms + event.ms;
      run.layerFlops[layer] = (run.layerFlops[layer] ?? 0) + event.flops;
      return run;
    }
    case "backend":
      run.backend = event.backend;
      run.backendWhy = event.backendWhy;
      return run;
    case "mark":
      appendMark((run.marks ??= []), run.tokens.length, event);
      return run;
    case "speed":
      run.speed = event.speed;
      return run;
    case "result": {
      const { ms, reused } = event;
      run.result = { ...answerOf(event), ms, ...(reused === undefined ? {} : { reused }) };
      run.state = "done";
      return run;
    }
  }
}

/** Whether any token may leave: by the model's policy, or by hand. */
export function canSkim({ model, forced }: Pick<Run, "model" | "forced">): boolean {
  return model.policy.control !== null || forced.length > 0;
}

/** Whether a layer's event is that of the window's next layer: nobody who left, or joined another, is a unit of its own again. */
function follows(run: Run, { window, layer, into, score }: LayerEvent, { first, count }: TokenWindow): boolean {
  if (layer !== run.done[window] || into.length !== count || score.length !== count || !isMove(into)) return false;
  return into.every((unit, i) => unit !== i || run.depth[first + i] === layer);
}

/** FLOPs of the run so far and of the plain model on the same windows. `gain` is dense / skimmed, null until the run is done. */
export function costOf(run: Run): { flops: number; dense: number; gain: number | null } {
  const flops = run.layerFlops.reduce((sum, f) => sum + f, 0);
  const dense = run.windows.reduce((sum, w) => sum + denseFlops(w.count, run.model.cost), 0);
  return { flops, dense, gain: run.state === "done" && flops > 0 ? dense / flops : null };
}

/** "3 of 6 layers were": what the run did not compute itself, and has no time of; null = nothing. */
export function takenOver(run: Pick<Run, "result" | "windows" | "model">): string | null {
  const { reused } = run.result ?? {};
  if (reused === undefined) return null;
  return reused === 0 ? "the embedding was" : `${reused} of ${layersOf(run)} were`;
}

/** What a run goes through: "6 layers", "12 layers, 6 for each window,". */
export function layersOf({ windows, model }: Pick<Run, "windows" | "model">): string {
  const each = windows.length > 1 ? `, ${model.layers} for each window,` : "";
  return `${windows.length * model.layers} layers${each}`;
}

/** "sst2, fp32"; "mine, official semantics, fp32", "mine, merge, fp32": how tokens leave is said where it is not as the model was trained for. */
export function skimmedBy(
  { name, semantics, policy }: Pick<ModelInfo, "name" | "semantics" | "policy">,
  precision: Precision,
): string {
  const how = [
    ...(policy.untrained ? [policyTold(policy)] : []),
    ...(semantics === "official" ? ["official semantics"] : []),
  ];
  return [name, ...how, precision].join(", ");
}

/** "sst2, fp32, WebGPU, nvidia ampere (chosen in the settings)" */
export function computedBy({ model, precision, backend, backendWhy }: Run): string {
  return `${skimmedBy(model, precision)}, ${backend}${backendWhy === "" ? "" : ` (${backendWhy})`}`;
}

/** A word, or a special token, as one column: its pieces' indices and its depth, which is that of its deepest piece. */
export interface Column extends Pick<TokenSpan, "second"> {
  /** Indices into run.tokens, in reading order. */
  tokens: number[];
  /** The text's own characters, or the special token's name. */
  text: string;
  start: number;
  end: number;
  special: boolean;
}

/** Columns of a view: one per word, or one per piece. Depths are read with `columnDepth`, for they grow while layers come in. */
export function columnsOf(run: Run, unit: "word" | "piece"): Column[] {
  const columns: Column[] = [];
  run.tokens.forEach((token, index) => {
    const last = columns.at(-1);
    const lastToken = last && run.tokens[last.tokens[0] ?? -1];
    if (
      unit === "word" &&
      last &&
      lastToken &&
      !token.special &&
      lastToken.word === token.word &&
      lastToken.second === token.second
    ) {
      last.tokens.push(index);
      last.end = token.end;
      last.text = textAt(run.passage, last);
      return;
    }
    const text = token.special || unit === "piece" ? token.piece : textAt(run.passage, token);
    const { start, end, special, second } = token;
    columns.push({ tokens: [index], text, start, end, special, ...(second ? { second } : {}) });
  });
  return columns;
}

export function columnDepth(run: Run, column: Column): number {
  // A word may have more pieces than a call takes arguments.
  return column.tokens.reduce((most, t) => Math.max(most, run.depth[t] ?? 0), 0);
}

/** Layers finished for a token's window: a token whose depth is less has left, one whose depth equals it is still alive. */
export function layersDone(run: Run, token: number): number {
  return run.done[windowAt(run.windows, token)] ?? 0;
}

/** The index of the window that a token lies in; -1 = there are none yet. By halves: a long run has thousands, and each token asks. */
export function windowAt(windows: readonly TokenWindow[], token: number): number {
  let [low, high] = [0, windows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((windows[middle]?.first ?? 0) <= token) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
