import type { Graph } from "../runtime/graph.js";
import { bytesOf } from "./linear.js";

/** A value for each distance, place of the row that hears minus place of the one heard, between places below `places`. */
export function byDistance<T extends Float32Array | Int32Array>(
  table: new (length: number) => T,
  places: number,
  of: (distance: number) => number,
): T {
  const values = new table(2 * places - 1);
  // ONNX counts an index below 0 from the end: so a distance is its value's index.
  for (let distance = 1 - places; distance < places; distance++)
    values[values.length * +(distance < 0) + distance] = of(distance);
  return values;
}

/** Of each row and each one of its window the table's value, by their places (batch × T): batch × T × T. `name`: the table's. */
export function ofPairs(graph: Graph, name: string, table: Float32Array | Int32Array, places: string): string {
  const values = graph.weight(name, table instanceof Int32Array ? "int32" : "float", [table.length], bytesOf(table));
  const hearing = graph.node("Unsqueeze", [places, graph.constant([2n])]);
  const heard = graph.node("Unsqueeze", [places, graph.constant([1n])]);
  return graph.node("Gather", [values, graph.node("Sub", [hearing, heard])], { axis: 0n });
}
