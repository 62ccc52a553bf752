import { expect, it } from "vitest";
import { Gaps } from "../../src/engine/sweep/gaps.js";
import { scaleOf } from "../../src/engine/sweep/scale.js";
import { Room, SweepTree } from "../../src/engine/sweep/sweepTree.js";
import { Tails } from "../../src/engine/sweep/tails.js";
import { costAt, layerFlops, projectionFlops, scoringFlops } from "../../src/run/cost.js";
import { untyped } from "./smallEncoder.js";
import { upTo } from "./upTo.js";
import { smallBundle } from "./smallBundle.js";
import { encoderOf } from "./smallEncoder.js";

const scale = scaleOf(null);

it("a sweep without room for states computes them again, and counts all of it: the root's predictor too", async () => {
  const bundle = await smallBundle({ layers: 1 });
  const cost = costAt(bundle.plan.cost, 0);
  const encoder = encoderOf(bundle);
  const range = { first: scale.ordinal(0), last: scale.ordinal(1) };
  const ids = bundle.tokenizer.around([5, 6, 7]);
  const room = new Room(0);
  const pause = () => Promise.resolve();
  const tails = new Tails(encoder, 1, pause);
  const tree = new SweepTree(encoder, untyped(ids), [], range, new Gaps([range], scale), room, tails, pause);
  const first = await tree.leafAt(range.first);
  room.clear(); // as if other windows had needed the room
  const last = await tree.leafAt(range.last);
  expect(last.kept[0]).toBeLessThan(first.kept[0] ?? 0);
  const layers = [first, last].reduce((sum, { kept }) => sum + layerFlops(upTo(kept[0] ?? 0), cost), 0);
  expect(tree.flops).toBe(layers + 2 * scoringFlops(ids.length, cost));
  await encoder.release();
});

it.each(["fp32", "int8"] as const)(
  "runs that part at one state share its queries, keys and values, %s",
  async (precision) => {
    const bundle = await smallBundle({ layers: 1 });
    const cost = costAt(bundle.plan.cost, 0);
    const encoder = encoderOf(bundle, precision);
    const range = { first: scale.ordinal(0), last: scale.ordinal(1) };
    const ids = bundle.tokenizer.around([5, 6, 7, 8, 9, 5]);
    const pause = () => Promise.resolve();
    const tails = new Tails(encoder, 1, pause);
    const tree = new SweepTree(
      encoder,
      untyped(ids),
      [],
      range,
      new Gaps([range], scale),
      new Room(Infinity),
      tails,
      pause,
    );
    const leaves = [];
    for (let at = range.first; at <= range.last; at = (leaves.at(-1)?.last ?? NaN) + 1)
      leaves.push(await tree.leafAt(at));
    await tails.settle();
    const kept = leaves.map((leaf) => leaf.kept[0] ?? NaN);
    expect(kept.length).toBeGreaterThan(4);
    // The first is computed by itself, the second leaves what it computed; in the last one position 0 alone is left.
    const spared = kept.slice(2).reduce((sum, k) => sum + projectionFlops(k - 1, cost), 0);
    const separate = kept.reduce((sum, k) => sum + layerFlops(upTo(k), cost), scoringFlops(ids.length, cost));
    expect(tree.flops).toBe(separate - spared);
    for (const leaf of leaves) {
      const state = await encoder.start(untyped(ids));
      const end = await encoder.advance(
        state,
        state.alive.filter((token) => leaf.depths[token] === 1),
      );
      const logits = await encoder.logits(end, ids.length);
      for (const [i, x] of logits.entries()) expect(Math.abs(x - (leaf.end.logits?.[i] ?? NaN))).toBeLessThan(1e-5);
    }
    await encoder.release();
  },
);
