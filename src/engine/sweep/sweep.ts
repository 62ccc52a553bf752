import { denseFlops } from "../../run/cost.js";
import { SkimError } from "../../protocol/errors.js";
import type { TokenWindow } from "../../run/events.js";
import type { ModelInfo } from "../../run/run.js";
import type { Forced, SweepEvent, SweepRange, SweepStep } from "../../run/sweep.js";
import type { Encoder } from "../walk/encoder.js";
import type { ReadText } from "../walk/readText.js";
import { Gaps, type Gap } from "./gaps.js";
import { scaleOf, type Scale } from "./scale.js";
import type { Task } from "../tasks/task.js";
import { meanLogits, outcome } from "../walk/outcome.js";
import { now } from "../runtime/runtime.js";
import { Room, SweepTree, type Leaf } from "./sweepTree.js";
import { Tails } from "./tails.js";

/** Bytes of hidden states: 9 runs whole of 512 tokens, 12 layers and H = 768, and more of what runs share. */
const roomBytes = 192 * 2 ** 20;
/** What lies between the two ends' runs is sampled at steps of this share of it, on the logit scale, before it is refined. */
const coarseShare = 1 / 64;

export interface SweepOptions extends Partial<SweepRange> {
  /** Only the runs at these thresholds, each with its whole interval; absent = every run of the range. */
  at?: readonly number[];
  /** Steps of a former sweep of the same text, range and fates. */
  known?: readonly Pick<SweepStep, "lo" | "hi">[];
  /** Distinct runs to stop at; absent = no bound. */
  runs?: number;
  forced?: readonly Forced[];
}

/** A step, until the logits of its runs are there: steps are told in the order in which they were found. */
interface Held {
  lo: number;
  hi: number;
  leaves: Leaf[];
}

/**
 * Every distinct run of a text over a range of thresholds, each once, by one threshold for all layers. A window's run is valid on
 * an interval of thresholds, the passage's on the intersection of its windows' intervals: each window has a tree of its own, and
 * of the product of their runs only what a threshold really gives is made. `pause` is awaited before each layer; throws to stop.
 * Throws SkimError "threshold" for a range or a threshold that is none.
 */
export async function* sweep(
  encoder: Encoder,
  info: ModelInfo,
  { tokens, windows, inputs, forced }: ReadText,
  options: SweepOptions,
  pause: () => Promise<void>,
): AsyncGenerator<SweepEvent> {
  const started = now();
  const { control } = info.policy;
  const scale = scaleOf(control);
  const { range, wanted, unknown } = plan(options, scale, control?.name ?? "threshold");
  const { runs = Infinity } = options;
  const room = new Room(roomBytes);
  const tails = new Tails(encoder, info.layers, pause);
  const trees = inputs.map((input, w) => {
    return new SweepTree(encoder, input, forced[w] ?? [], range, wanted, room, tails, pause);
  });
  const flopsDense = windows.reduce((sum, w) => sum + denseFlops(w.count, info.cost), 0);
  yield { kind: "tokens", tokens, windows, flopsDense };

  const held: Held[] = [];
  const told = () =>
    held.splice(0).map(({ leaves, ...step }) => {
      return { kind: "step", step: { ...step, ...combine(encoder.plan.task, leaves, windows, info.layers) } } as const;
    });
  let found = 0;
  let coarse: number | null = null;
  let next = wanted.next(Infinity);
  try {
    while (next !== undefined && found < runs) {
      const leaves: Leaf[] = [];
      for (const tree of trees) leaves.push(await tree.leafAt(next));
      // Another backend's scores differ by a little: a run beside known ones ends where they begin.
      const free = unknown.around(next) ?? range;
      const first = Math.max(free.first, ...leaves.map((leaf) => leaf.first));
      const last = Math.min(free.last, ...leaves.map((leaf) => leaf.last));
      wanted.remove({ first, last });
      found++;
      const lo = scale.at(first === range.first ? first : first - 1);
      held.push({ lo, hi: scale.at(last), leaves });
      // After the lower end, the upper one; then coarse, then fine.
      if (wanted.overlap({ first: range.last, last: range.last })) next = range.last;
      else next = wanted.next((coarse ??= coarseShare * wanted.width));
      if (!tails.due) continue;
      await tails.settle();
      yield* told();
    }
    await tails.settle();
    yield* told();
  } finally {
    room.clear();
  }
  const flops = trees.reduce((sum, tree) => sum + tree.flops, 0);
  yield { kind: "end", complete: next === undefined, runs: found, flops, ms: now() - started };
}

/** The range, the settings to visit, and those of which no step was known before. */
function plan(
  { from = 0, to = 1, at, known = [] }: SweepOptions,
  scale: Scale,
  name: string,
): { range: Gap; wanted: Gaps; unknown: Gaps } {
  const ordinal = (setting: number) => scale.ordinal(setting);
  for (const t of [from, to, ...(at ?? [])])
    if (!(t >= 0 && t <= 1)) throw new SkimError("threshold", `${t} is no ${name}: give numbers from 0 to 1.`);
  const range = { first: ordinal(from), last: ordinal(to) };
  const outside = at?.find((t) => ordinal(t) < range.first || ordinal(t) > range.last);
  if (range.first > range.last) throw new SkimError("threshold", `No ${name} lies from ${from} to ${to}: swap them.`);
  if (outside !== undefined)
    throw new SkimError("threshold", `The ${name} ${outside} lies outside the range from ${from} to ${to}.`);
  const points = at && [...new Set(at.map(ordinal))].sort((a, b) => a - b);
  const wanted = points
    ? new Gaps(
        points.map((t) => ({ first: t, last: t })),
        scale,
      )
    : new Gaps([range], scale);
  const unknown = new Gaps([range], scale);
  for (const { lo, hi } of known) {
    // The range's lower end was visited first: where a step begins there, the end is known too.
    const step = { first: ordinal(lo) === range.first ? range.first : ordinal(lo) + 1, last: ordinal(hi) };
    wanted.remove(step);
    unknown.remove(step);
  }
  return { range, wanted, unknown };
}

/** The windows' runs as one run of the passage. */
function combine(task: Task, leaves: Leaf[], windows: TokenWindow[], layers: number): Omit<SweepStep, "lo" | "hi"> {
  const logits = meanLogits(leaves.map(settled), windows);
  const joined = leaves.flatMap((leaf, w) => {
    const { first = 0 } = windows[w] ?? {};
    return leaf.joined.map(({ token, layer, into }) => ({ token: first + token, layer, into: first + into }));
  });
  return {
    depths: leaves.flatMap((leaf) => leaf.depths),
    ...(joined.length > 0 ? { joined: joined.sort((a, b) => a.layer - b.layer) } : {}),
    kept: Array.from({ length: layers }, (_, l) => leaves.reduce((sum, leaf) => sum + (leaf.kept[l] ?? 0), 0)),
    ...outcome(task, logits),
    flops: leaves.reduce((sum, leaf) => sum + leaf.flops, 0),
  };
}

function settled({ end: { logits } }: Leaf): { logits: Float32Array } {
  if (!logits) throw new RangeError("a run's tail was not settled");
  return { logits };
}
