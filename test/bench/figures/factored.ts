import type { Bundle } from "../../../src/engine/bundle/bundle.js";
import { addLayer } from "../../../src/engine/plan/layerGraph.js";
import { Graph } from "../../../src/engine/runtime/graph.js";
import { Matrix } from "../../../src/engine/runtime/matrix.js";
import { Session } from "../../../src/engine/runtime/session.js";
import type { Precision } from "../../../src/run/run.js";
import { smallBundle } from "../../unit/smallBundle.js";
import { weightsOf } from "../denseGraph.js";
import type { Figure } from "../figure.js";
import { interleave, ratio, spread } from "../timing.js";

const sizes = { layers: 1, hidden: 384, heads: 12, intermediate: 1536, maxTokens: 512 };
/** At most so much of the time, by rows. */
const bounds = new Map([
  [1, 0.55],
  [32, 0.5],
  [128, 0.5],
  [512, 0.6],
]);

/** What factors save of a layer's time, where they save 0.6 of its linears' FLOPs. */
export const factored: Figure = {
  name: "factored",
  title: "a layer with factored linears, at 0.4 of their FLOPs / the same layer with whole ones, over its bound",
  bound: { atMost: 1 },
  notes: [
    "384 / 1536 / 12 heads, random weights, fp32 and int8; bounds are of fp32: 0.55, 0.5, 0.5, 0.6 at 1, 32, 128, 512 rows.",
  ],
  async *measure(timing) {
    const whole = await smallBundle(sizes);
    const two = await smallBundle({ ...sizes, factored: 0.4 });
    for (const precision of ["fp32", "int8"] as const) {
      const plain = await layerOf(whole, precision);
      const own = await layerOf(two, precision);
      for (const [rows, bound] of bounds) {
        const h = Float32Array.from({ length: rows * sizes.hidden }, (_, i) => Math.sin(i));
        const run = (side: Session) => () => side.run({ h: Matrix.of(h, sizes.hidden) });
        const times = await interleave({ plain: run(plain), own: run(own) }, timing);
        const taken = ratio(times.own, times.plain);
        yield {
          on: `${precision}, ${rows} rows`,
          value: { ...taken, median: taken.median / bound, low: taken.low / bound, high: taken.high / bound },
          parts: {
            ratio: taken.median,
            "whole ms": spread(times.plain).median,
            "factored ms": spread(times.own).median,
          },
          beside: precision === "int8",
        };
      }
      for (const side of [plain, own]) await side.release();
    }
  },
};

function layerOf(bundle: Bundle, precision: Precision): Promise<Session> {
  const graph = new Graph();
  const output = addLayer(bundle.plan, graph, weightsOf(bundle, precision), 0, "h");
  return Session.create(graph.build({ h: ["T", sizes.hidden] }, { [output]: ["T", sizes.hidden] }));
}
