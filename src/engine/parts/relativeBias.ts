import { toFloat32 } from "../bundle/floats.js";
import type { Graph } from "../runtime/graph.js";
import { bytesOf, type Weights } from "./linear.js";

/** A number for each head and bucket, buckets × heads by this name, and the bucket of a key that stands `distance` places behind its query. */
export interface RelativeBias {
  name: string;
  heads: number;
  maxTokens: number;
  bucketOf: (distance: number) => number;
}

/** What is added to the scores, B × heads × T × T, by the rows' places (B × T) in their windows. */
export function relativeBias(
  graph: Graph,
  { tensors }: Weights,
  places: string,
  { name, heads, maxTokens, bucketOf }: RelativeBias,
): string {
  const tensor = tensors.get(name);
  if (!tensor) throw new RangeError(`the bundle has no ${name}`); // openBundle has checked every name
  const ofBuckets = toFloat32(tensor);
  // A distance is its own column, for Gather counts negative ones from the end: so nothing is added to it, which would take int64 from the GPU.
  const columns = 2 * maxTokens - 1;
  const ofDistances = new Float32Array(heads * columns);
  for (let distance = 1 - maxTokens; distance < maxTokens; distance++)
    for (let head = 0; head < heads; head++)
      ofDistances[head * columns + ((distance + columns) % columns)] =
        ofBuckets[bucketOf(distance) * heads + head] ?? 0;
  const table = graph.weight(`${name}.distances`, "float", [heads, columns], bytesOf(ofDistances));
  const [keys, queries] = [1n, 2n].map((axis) => graph.node("Unsqueeze", [places, graph.constant([axis])]));
  const distances = graph.node("Sub", [keys ?? "", queries ?? ""]);
  const ofHeads = graph.node("Gather", [table, distances], { axis: 1n }); // heads × B × T × T
  return graph.node("Transpose", [ofHeads], { perm: [1n, 0n, 2n, 3n] });
}
