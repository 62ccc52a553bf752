import { expect, it } from "vitest";
import { Embeddings } from "../../src/engine/embeddings.js";
import { Encoder } from "../../src/engine/encoder.js";
import { Gaps, ordinal } from "../../src/engine/gaps.js";
import { headGraph } from "../../src/engine/headGraph.js";
import { LateSession } from "../../src/engine/lateSession.js";
import { layerGraph } from "../../src/engine/layerGraph.js";
import { predictorGraph } from "../../src/engine/predictorGraph.js";
import { Session } from "../../src/engine/session.js";
import { Room, SweepTree } from "../../src/engine/sweepTree.js";
import { layerFlops, predictorFlops } from "../../src/protocol/cost.js";
import { smallBundle } from "./smallBundle.js";

it("a sweep without room for states computes them again, and counts all of it: the root's predictor too", async () => {
  const bundle = await smallBundle({ layers: 1 });
  const { config, tensors } = bundle;
  const weights = { config, tensors, precision: "fp32", backend: "wasm" } as const;
  const [predictor, layer, head] = [predictorGraph(weights), layerGraph(weights, 0), headGraph(weights)].map(
    (graph) => new LateSession(() => Session.create(graph)),
  );
  if (!predictor || !layer || !head) throw new Error("unreachable");
  const encoder = new Encoder(config, new Embeddings(bundle), predictor, [layer], head);
  const range = { first: ordinal(0), last: ordinal(1) };
  const { cls, sep } = bundle.tokenizer;
  const ids = [cls, 5, 6, 7, sep];
  const room = new Room(0);
  const tree = new SweepTree(encoder, config, ids, [], range, new Gaps([range]), room, () => Promise.resolve());
  const first = await tree.leafAt(range.first);
  room.clear(); // as if other windows had needed the room
  const last = await tree.leafAt(range.last);
  expect(last.kept[0]).toBeLessThan(first.kept[0] ?? 0);
  const layers = [first, last].reduce((sum, { kept }) => sum + layerFlops(kept[0] ?? 0, config), 0);
  expect(tree.flops).toBe(layers + 2 * predictorFlops(ids.length, config));
  await encoder.release();
});
