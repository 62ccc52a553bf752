import type { Graph } from "../runtime/graph.js";
import { bytesOf } from "./linear.js";

/** Rotary positions (Su et al. 2021): number i of a head's first half and of its second are a point, which is turned by the row's place. */
export interface Rotary {
  /** Numbers of a head. */
  width: number;
  /** Of each place's angles, places × width / 2. */
  cos: Float32Array;
  sin: Float32Array;
}

/** In float32 as PyTorch computes it: far places see how an angle was rounded. */
export function rotary(places: number, width: number, theta: number): Rotary {
  const half = width / 2;
  const cos = new Float32Array(places * half);
  const sin = new Float32Array(places * half);
  for (let i = 0; i < half; i++) {
    const frequency = Math.fround(1 / Math.fround(theta ** Math.fround((2 * i) / width)));
    for (let place = 0; place < places; place++) {
      const angle = Math.fround(place * frequency);
      cos[place * half + i] = Math.cos(angle);
      sin[place * half + i] = Math.sin(angle);
    }
  }
  return { width, cos, sin };
}

/** Turns queries or keys, rows × H, by their places, batch × T; gives rows × H. */
export function rotate(graph: Graph, { width, cos, sin }: Rotary, x: string, places: string, hidden: number): string {
  const [heads, half] = [hidden / width, width / 2];
  const size = (...sizes: number[]) => graph.constant(sizes.map(BigInt));
  const row = graph.node("Reshape", [places, size(-1)]);
  const ofRows = (name: string, table: Float32Array) => {
    const all = graph.weight(`rotary.${name}`, "float", [table.length / half, 1, 1, half], bytesOf(table));
    return graph.node("Gather", [all, row], { axis: 0n });
  };
  const points = graph.node("Reshape", [x, size(-1, heads, 2, half)]);
  const across = graph.node("Gather", [points, size(1, 0)], { axis: 2n });
  const signed = graph.node("Mul", [ofRows("sin", sin), graph.constant([-1, 1], [2, 1])]);
  const [along, turned] = [graph.node("Mul", [points, ofRows("cos", cos)]), graph.node("Mul", [across, signed])];
  return graph.node("Reshape", [graph.node("Add", [along, turned]), size(-1, hidden)]);
}
