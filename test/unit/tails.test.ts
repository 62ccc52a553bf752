import { describe, expect, it } from "vitest";
import type { State } from "../../src/engine/walk/encoder.js";
import { Tails } from "../../src/engine/sweep/tails.js";
import { smallBundle } from "./smallBundle.js";
import { encoderOf, untyped } from "./smallEncoder.js";

describe.each(["cls", "mean"] as const)("runs of which position 0 alone is left, %s pooling", (pooling) => {
  it("go through the layers as one batch, from wherever each begins, and come to what each comes to by itself", async () => {
    const layers = 4;
    const bundle = await smallBundle({ layers, pooling });
    const encoder = encoderOf(bundle);
    const { tokenizer } = bundle;
    const pauses: number[] = [];
    const batches: number[] = [];
    const tails = new Tails(encoder, layers, () => {
      pauses.push(1);
      return Promise.resolve();
    });
    const advanceLone = encoder.advanceLone.bind(encoder);
    encoder.advanceLone = (layer, h) => {
      batches.push(h.length);
      return advanceLone(layer, h);
    };
    expect(tails.due).toBe(true);

    const ends = [];
    const alone = [];
    // Windows of other lengths, which all but position 0 leave before layers 3, 0, 2 and 1, after some have left one by one.
    for (const [ids, from] of [
      [tokenizer.around([5, 6, 7, 8]), 3],
      [tokenizer.around([9]), 0],
      [tokenizer.around([6, 5, 9]), 2],
      [tokenizer.around([5, 5, 5, 7, 8, 9]), 1],
    ] as const) {
      let state: State = await encoder.start(untyped(ids));
      for (let l = 0; l < from; l++)
        state = await encoder.advance(
          state,
          state.alive.slice(1).map((_, row) => row),
        ); // the last one leaves
      ends.push(tails.add(state, ids.length));
      if (ends.length === 1) expect(tails.due).toBe(false);
      for (let l = from; l < layers; l++) state = await encoder.advance(state, [0]);
      alone.push(await encoder.logits(state, ids.length));
    }
    expect(ends.map(({ logits }) => logits)).toEqual([null, null, null, null]);
    await tails.settle();
    expect(batches).toEqual([1, 2, 3, 4]);
    expect(pauses.length).toBe(layers);
    for (const [i, { logits }] of ends.entries()) {
      expect(logits?.length).toBe(alone[i]?.length);
      for (const [j, x] of (logits ?? []).entries()) expect(Math.abs(x - (alone[i]?.[j] ?? NaN))).toBeLessThan(1e-5);
    }
    expect(new Set(alone.map((logits) => logits[0])).size).toBe(4); // they differ, or the test says nothing
    expect(tails.due).toBe(true);
    await tails.settle(); // nothing waits: nothing is computed
    expect(pauses.length).toBe(layers);
    await encoder.release();
  });
});
