import { expect, it } from "vitest";
import { Gaps, ordinal } from "../../src/engine/gaps.js";
import { Room, SweepTree } from "../../src/engine/sweepTree.js";
import { Tails } from "../../src/engine/tails.js";
import { layerFlops, predictorFlops } from "../../src/protocol/cost.js";
import { smallBundle } from "./smallBundle.js";
import { encoderOf } from "./smallEncoder.js";

it("a sweep without room for states computes them again, and counts all of it: the root's predictor too", async () => {
  const bundle = await smallBundle({ layers: 1 });
  const { config } = bundle;
  const encoder = encoderOf(bundle);
  const range = { first: ordinal(0), last: ordinal(1) };
  const { cls, sep } = bundle.tokenizer;
  const ids = [cls, 5, 6, 7, sep];
  const room = new Room(0);
  const pause = () => Promise.resolve();
  const tails = new Tails(encoder, 1, pause);
  const tree = new SweepTree(encoder, config, ids, [], range, new Gaps([range]), room, tails, pause);
  const first = await tree.leafAt(range.first);
  room.clear(); // as if other windows had needed the room
  const last = await tree.leafAt(range.last);
  expect(last.kept[0]).toBeLessThan(first.kept[0] ?? 0);
  const layers = [first, last].reduce((sum, { kept }) => sum + layerFlops(kept[0] ?? 0, config), 0);
  expect(tree.flops).toBe(layers + 2 * predictorFlops(ids.length, config));
  await encoder.release();
});
