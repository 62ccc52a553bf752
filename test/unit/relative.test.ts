import { expect, it } from "vitest";
import { openBundle } from "../../src/engine/bundle/bundle.js";
import { logBucket } from "../../src/engine/parts/relativeAttention.js";
import { layerGraph } from "../../src/engine/plan/layerGraph.js";
import { Matrix } from "../../src/engine/runtime/matrix.js";
import { Session } from "../../src/engine/runtime/session.js";
import { readFolder } from "../../src/worker/folder.js";
import { far } from "../parity/pytorch.js";

/** Distances at which make_log_bucket_position of Transformers 5.24 begins another bucket, of 256 to 512. */
const begun = [
  129, 130, 131, 133, 134, 136, 137, 139, 140, 142, 143, 145, 146, 148, 150, 151, 153, 155, 156, 158, 160, 161, 163,
  165, 167, 169, 170, 172, 174, 176, 178, 180, 182, 184, 186, 188, 190, 192, 194, 196, 198, 201, 203, 205, 207, 210,
  212, 214, 216, 219, 221, 224, 226, 229, 231, 234, 236, 239, 241, 244, 247, 249, 252, 255, 258, 260, 263, 266, 269,
  272, 275, 278, 281, 284, 287, 290, 294, 297, 300, 303, 307, 310, 313, 317, 320, 324, 327, 331, 335, 338, 342, 346,
  349, 353, 357, 361, 365, 369, 373, 377, 381, 385, 390, 394, 398, 403, 407, 411, 416, 420, 425, 430, 434, 439, 444,
  449, 454, 459, 464, 469, 474, 479, 484, 490, 495, 500, 506, 512, 517, 523, 528, 534, 540, 546,
];

it("distances fall into the buckets that PyTorch gives them, in float32", () => {
  let bucket = 128;
  for (let distance = 0; distance < 552; distance++) {
    if (begun.includes(distance)) bucket++;
    const expected = Math.min(distance, bucket);
    expect(logBucket(distance, 256, 512), String(distance)).toBe(expected);
    expect(logBucket(-distance, 256, 512) + expected).toBe(0);
  }
});

it.each(["deberta-v2", "modernbert"])(
  "a layer of %s takes several windows at once, each with places of its own",
  async (name) => {
    const bundle = await openBundle(readFolder(`test/fixtures/families/${name}`));
    const { plan, tensors } = bundle;
    const H = plan.blueprint.shape.hidden;
    const weights = { tensors, precision: "fp32", fp32Linears: [] } as const;
    const session = await Session.create(layerGraph(plan, weights, 1));
    const h = Matrix.of(
      Float32Array.from({ length: 12 * H }, (_, i) => Math.sin(i * i)),
      H,
    );
    const none = Matrix.none(H);
    const layer = async (rows: number[][], places: number[][]) => {
      const { y } = await session.run({ h, rows, places, asked: rows, knownQ: none, knownK: none, knownV: none });
      return [...(y?.numbers ?? [])];
    };
    const rows = [
      [0, 2, 5],
      [6, 7, 11],
    ];
    const [first, second] = [
      [0, 3, 40],
      [0, 9, 11],
    ];
    const together = await layer(rows, [first, second]);
    const apart = [...(await layer(rows.slice(0, 1), [first])), ...(await layer(rows.slice(1), [second]))];
    const moved = await layer(rows, [second, first]);
    await session.release();
    expect(far(together, apart)).toBeLessThan(1e-5);
    expect(far(together, moved)).toBeGreaterThan(1e-2); // a layer that did not look at places would pass
  },
);
